from __future__ import annotations

import pytest

from claimgraph.ingest.structure.parse import parse

BODY = (
    "We think that the town's lamps should be dim, because bright ones cost more than they are worth to anyone in it. "
    * 3
)


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ("March 27, 2024", "2024-03-27"),
        ("Mar. 7th, 2024", "2024-03-07"),
        ("27 March 2024", "2024-03-27"),
        ("Date: 2024-03-27", "2024-03-27"),
        ("03/27/2024", "2024-03-27"),
        ("**March 27, 2024**", "2024-03-27"),
        ("Comments of Acme, submitted on March 27, 2024", "2024-03-27"),
        ("March 27, 2024\n\nRE: the request of February 26, 2024", "2024-03-27"),
        ("March 27, 2024\n\nMarch 28, 2024", None),
        ("February 30, 2024", None),
        ("Dear Town,\n\nYour request of February 26, 2024 asks much of us.", None),
        ("No date", None),
    ],
)
def test_date(head: str, date: str | None) -> None:
    assert parse(f"{head}\n\n{BODY}").date == date


@pytest.mark.parametrize(
    ("head", "docket"),
    [
        ("Docket No. NTIA–2023–0009", "NTIA-2023-0009"),
        ("RE: NTIA-2023-0009-0180", "NTIA-2023-0009"),
        ("FDA—2023‑N — none", None),
        ("Docket ID: EPA-HQ-2003-0118", "EPA-HQ-2003-0118"),
        ("NTIA-2023-0009 and FTC-2022-0001", None),
        ("None", None),
    ],
)
def test_docket(head: str, docket: str | None) -> None:
    assert parse(f"{head}\n\n{BODY}").docket == docket


@pytest.mark.parametrize(
    ("head", "addressee"),
    [
        ("The Honorable Kim Lee\nTown Administration\n\nDear Administrator Lee,", "The Honorable Kim Lee"),
        ("Kim Lee\nDepartment of Lamps\nWashington, DC\n\nDear Ms. Lee:", "Kim Lee"),
        ("Department of Lamps\n\nDear Administrator Lee,", "Administrator Lee"),
        ("Dear Sir or Madam,", None),
        ("To Whom It May Concern:", None),
    ],
)
def test_addressee(head: str, addressee: str | None) -> None:
    assert parse(f"{head}\n\n{BODY}").addressee == addressee


@pytest.mark.parametrize(
    ("text", "respondent", "signatory", "role"),
    [
        (
            f"On behalf of the Acme Lamp Corporation (ALC), we thank you for this opportunity to write.\n\n{BODY}",
            "Acme Lamp Corporation (ALC)",
            None,
            None,
        ),
        (
            f"Acme appreciates the opportunity to comment on the lamps of this town.\n\n{BODY}\n\nSincerely,\n\n"
            "Jo Roe\nVice President, Lamps\nAcme Corporation",
            "Acme Corporation",
            "Jo Roe",
            "Vice President, Lamps",
        ),
        (
            f"Comments of the Center for Lamps\n\n{BODY}\n\nRespectfully submitted,\n\n/s/ Jo Roe, Director\n¹\n",
            "Center for Lamps",
            "Jo Roe",
            "Director",
        ),
        (
            f"{BODY}\n\nBest regards,\nJo Roe, Ph.D.\nPresident and CEO\nLamp Street\n5 Lamp Street, Town",
            "Lamp Street",
            "Jo Roe",
            "President and CEO",
        ),
        (
            "I write as someone who lives under a lamp and would rather not do so at all.\n\nYours truly,\n\nJo Roe",
            "Jo Roe",
            "Jo Roe",
            None,
        ),
        (f"The town thanks nobody.\n\n{BODY}", None, None, None),
        (f"NTIA welcomes comments on the many lamps of this town, as it says.\n\n{BODY}", None, None, None),
        (f"Acme Response to the Request for Comments on Lamps\n\n{BODY}", "Acme", None, None),
    ],
)
def test_who_writes(text: str, respondent: str | None, signatory: str | None, role: str | None) -> None:
    letter = parse(text)
    assert (letter.respondent, letter.signatory, letter.signatory_role) == (respondent, signatory, role)


def test_rival_dates_are_a_warning() -> None:
    letter = parse(f"March 27, 2024\n\nMarch 28, 2024\n\n{BODY}")
    assert [(warning.line, "several dates" in warning.message) for warning in letter.warnings] == [(1, True)]
