"""What a setting may not be is said in a sentence, before anything uses or notes it."""

import pytest

from orchestration.settings import SettingsError, settings_from_environment

PASSWORD = "secret-7731"


@pytest.mark.parametrize(
    ("to", "is_refused"),
    [
        (f"postgresql://icm:{PASSWORD}@db.example.org/icm", True),
        (f"postgresql://icm:{PASSWORD}@[db.example.org/icm", True),
        (f"postgresql://db.example.org/icm?password={PASSWORD}", True),
        (f"host=db.example.org sslpassword = {PASSWORD}", True),
        ("postgresql://icm@db.example.org:5432/icm", False),
        ("postgresql://db.example.org:5432/icm?user=icm@police", False),
    ],
)
def test_a_password_in_the_setting_is_refused_before_anything_notes_it(monkeypatch, tmp_path, to, is_refused):
    monkeypatch.setenv("ICM_PUBLISH_TO", to)
    if not is_refused:
        assert settings_from_environment(tmp_path).publish_to == to
        return
    with pytest.raises(SettingsError, match="has a password in it") as refused:
        settings_from_environment(tmp_path)
    assert PASSWORD not in str(refused.value)
