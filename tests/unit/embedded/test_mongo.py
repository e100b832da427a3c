import pytest

from infra.embedded.mongo import why_it_does_not_start

LOADER = "mongod: error while loading shared libraries: {}: cannot open shared object file: No such file or directory"


@pytest.mark.parametrize(
    ("library", "package"),
    [("libcurl.so.4", "libcurl4"), ("libcrypto.so.3", "libssl3"), ("libssl.so.3", "libssl3")],
)
def test_a_missing_system_library_is_named_with_the_package_that_has_it(library: str, package: str) -> None:
    sentence = why_it_does_not_start(LOADER.format(library))
    assert sentence.endswith(f"(Debian: apt-get install {package}).")
    assert "\n" not in sentence
