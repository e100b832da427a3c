from infra.embedded.kafka import cluster_id


def test_a_cluster_id_is_never_taken_for_an_option() -> None:
    assert not [drawn for drawn in (cluster_id() for _ in range(5_000)) if drawn.startswith("-")]
