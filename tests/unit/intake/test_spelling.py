from services.intake.spelling import SAYS, spelled
from shared.sealing.receipt import ALPHABET


def test_every_character_of_a_code_can_be_said_and_no_two_sound_alike() -> None:
    assert set(SAYS) == set(ALPHABET)
    assert len(set(SAYS.values())) == len(SAYS)
    assert all(said.startswith(letter) for letter, said in SAYS.items() if letter.isalpha())


def test_a_code_is_spelled_group_by_group() -> None:
    assert spelled("2K-QZ") == [[("2", "zwo"), ("K", "Köln")], [("Q", "Quickborn"), ("Z", "Zwickau")]]
