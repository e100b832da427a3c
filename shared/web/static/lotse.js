// A hidden value that a script has set comes back with what was typed when somebody goes back to the page:
// the form keeps its attempt, so that it is the same act when it is sent again.
for (const attempt of document.querySelectorAll("input[name=attempt]")) attempt.value = attempt.value;
