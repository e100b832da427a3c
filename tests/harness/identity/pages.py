"""Keycloak's own pages, filled in as a person would."""

import httpx2
from bs4 import BeautifulSoup, Tag

from tests.harness.identity.people import Member
from tests.harness.sign_in.staff_door import Browser

AT_MOST = 6


async def enter(browser: Browser, member: Member, path: str) -> httpx2.Response:
    """Goes to the page and does what the provider asks of the member, until our own page or a refusal is there."""
    page = await browser.go(path)
    for _ in range(AT_MOST):
        form = form_of(page)
        if form is None:
            return page
        page = await browser.go(str(form["action"]), answers(form, member))
    raise AssertionError(f"the provider asks on: {page.text[:2_000]}")


async def asks_for_a_password(browser: Browser, path: str) -> bool:
    form = form_of(await browser.go(path))
    return form is not None and bool(form.select("[name=password]"))


def form_of(page: httpx2.Response) -> Tag | None:
    """Returns the provider's form; None on a page that is not the provider's."""
    if "/realms/" not in page.url.path:
        return None
    found = BeautifulSoup(page.text, "html.parser").find("form")
    return found if isinstance(found, Tag) else None


def answers(form: Tag, member: Member) -> dict[str, str]:
    fields = {str(each["name"]): str(each.get("value") or "") for each in form.find_all("input") if each.get("name")}
    if "totpSecret" in fields:
        member.otp_secret = fields["totpSecret"]
    said = {"username": member.name, "password": member.password, "userLabel": "Telefon"}
    said |= {name: member.one_time_code() for name in ("otp", "totp") if name in fields}
    return fields | {name: value for name, value in said.items() if name in fields}
