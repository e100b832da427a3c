"""The fields that a browser sends of a form that nobody touched."""

from bs4 import BeautifulSoup, Tag

Sent = dict[str, str | list[str]]


def sent_as_it_stands(page: str, action: str) -> Sent:
    """Returns the fields of the form with this action; a name with several ticks has a list."""
    form = BeautifulSoup(page, "html.parser").find("form", action=action)
    assert isinstance(form, Tag), f"no form to {action}"
    sent: Sent = {}
    for field in form.select("input[name], select[name], textarea[name]"):
        name, value = str(field["name"]), _value(field)
        if value is None:
            continue
        before = sent.get(name)
        sent[name] = value if before is None else [*(before if isinstance(before, list) else [before]), value]
    return sent


def _value(field: Tag) -> str | None:
    """Returns the field's value; None where it is not sent."""
    if field.name == "select":
        chosen = field.select_one("option[selected]") or field.select_one("option")
        return str(chosen.get("value", "")) if chosen else None
    if field.name == "textarea":
        return field.text.removeprefix("\n")
    if field.get("type") in ("checkbox", "radio") and not field.has_attr("checked"):
        return None
    return str(field.get("value", ""))
