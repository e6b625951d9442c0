"""The names of seals are part of every store: whoever renames code leaves them alone."""

from storage.engine import sealed_columns


def test_every_name_is_as_earlier_releases_sealed_with_it():
    names = {name: value for name, value in vars(sealed_columns).items() if name.endswith("_SEAL")}
    assert names == {
        "SUPPORTER_SEAL": "supporter.seal",
        "SENT_SEAL": "sentmessage.sealed",
        "DRAFT_SEAL": "draft.sealed",
        "WATCH_SEAL": "message.progress_message",
        "GROUP_SEAL": "meta.team_group",
        "WORDS_SEAL": "contactwords.sealed",
        "WITHHELD_SEAL": "withheld.form",
        "INBOX_SEAL": "inbox.sealed",
    }
