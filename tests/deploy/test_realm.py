import json
from typing import Any

import pytest

from shared.web.id_token import SecondFactor
from shared.web.signout import BY_THE_PROVIDER, LEFT
from shared.web.staff_claims import ROLES
from tests.harness.deploy import compose
from tests.harness.identity.keycloak import PIN

SECOND = "lotse second factor"


@pytest.fixture(scope="module")
def realm() -> dict[str, Any]:
    told: dict[str, Any] = json.loads((compose.ROOT / "infra" / "keycloak" / "lotse-realm.json").read_text())
    return told


@pytest.fixture(scope="module")
def client(realm: dict[str, Any]) -> dict[str, Any]:
    (only,) = realm["clients"]
    assert isinstance(only, dict)
    return only


def mapper(client: dict[str, Any], kind: str) -> dict[str, str]:
    (config,) = [each["config"] for each in client["protocolMappers"] if each["protocolMapper"] == kind]
    assert isinstance(config, dict)
    return config


def test_the_realm_has_the_roles_that_sign_in_knows(realm: dict[str, Any]) -> None:
    assert {role["name"] for role in realm["roles"]["realm"]} == set(ROLES)


def test_the_desk_signs_in_by_code_and_pkce_only(client: dict[str, Any]) -> None:
    assert client["clientId"] == compose.processes()["intake-desk"]["environment"]["LOTSE_CLIENT_ID"]
    assert client["publicClient"]
    assert client["attributes"]["pkce.code.challenge.method"] == "S256"
    assert client["standardFlowEnabled"]
    assert not any(client[f"{other}Enabled"] for other in ("implicitFlow", "directAccessGrants", "serviceAccounts"))


def test_the_code_returns_to_the_desk_and_nowhere_else(client: dict[str, Any]) -> None:
    assert client["redirectUris"] == ["${LOTSE_STAFF_URL}/desk/anmelden/zurueck"]
    keycloak, desk = compose.parts()["keycloak"], compose.processes()["intake-desk"]
    assert keycloak["environment"]["LOTSE_STAFF_URL"] == desk["environment"]["LOTSE_STAFF_URL"]


def test_a_sign_out_returns_to_the_desk_and_a_session_that_ended_is_told_to_it(client: dict[str, Any]) -> None:
    assert client["attributes"]["post.logout.redirect.uris"] == f"${{LOTSE_STAFF_URL}}{LEFT}"
    assert client["attributes"]["backchannel.logout.url"] == f"${{LOTSE_DESK_URL}}{BY_THE_PROVIDER}"
    assert client["attributes"]["backchannel.logout.session.required"] == "true"
    keycloak, desk = compose.parts()["keycloak"], compose.processes()["intake-desk"]
    own_port = desk["environment"]["LOTSE_PORT_OWN"]
    assert keycloak["environment"]["LOTSE_DESK_URL"] == f"http://intake-desk:{own_port}"
    assert set(keycloak["networks"]) & set(desk["networks"])


def test_the_second_factor_that_the_desk_looks_for_is_demanded(realm: dict[str, Any], client: dict[str, Any]) -> None:
    wanted = SecondFactor.from_text(compose.processes()["intake-desk"]["environment"]["LOTSE_SECOND_FACTOR"])
    assert client["attributes"]["default.acr.values"] == client["attributes"]["minimum.acr.value"] == wanted.values[0]
    levels = {each["alias"]: each["config"]["loa-condition-level"] for each in realm["authenticatorConfig"]}
    steps = {flow["alias"]: flow["authenticationExecutions"] for flow in realm["authenticationFlows"]}[SECOND]
    assert [levels[each["authenticatorConfig"]] for each in steps if "authenticatorConfig" in each] == [
        wanted.values[0]
    ]
    assert {each["authenticator"] for each in steps if each["requirement"] == "REQUIRED"} >= {"auth-otp-form"}


def test_the_keycloak_of_the_tests_is_the_one_that_is_deployed() -> None:
    assert compose.parts()["keycloak"]["image"].rpartition(":")[2] == PIN.version


def test_roles_and_audience_are_in_the_identity(client: dict[str, Any]) -> None:
    roles = mapper(client, "oidc-usermodel-realm-role-mapper")
    assert (roles["claim.name"], roles["multivalued"], roles["id.token.claim"]) == ("roles", "true", "true")
    audience = mapper(client, "oidc-audience-mapper")
    assert (audience["included.client.audience"], audience["id.token.claim"]) == ("lotse-desk", "true")


def test_the_issuer_is_the_realm_behind_its_name(realm: dict[str, Any]) -> None:
    issuer = compose.processes()["intake-desk"]["environment"]["LOTSE_ISSUER"]
    assert issuer == f"{compose.parts()['keycloak']['environment']['KC_HOSTNAME']}/realms/{realm['realm']}"


def test_nobody_is_in_the_realm_from_the_start(realm: dict[str, Any]) -> None:
    assert "users" not in realm
