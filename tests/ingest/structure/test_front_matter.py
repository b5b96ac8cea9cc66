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


def signed(*names: str) -> str:
    """A letter of these; each may have an office in a line of its own."""
    return f"We thank the town for this opportunity to say a few words on its lamps.\n\n{BODY}\n\nSincerely,\n\n" + (
        "\n\n".join(names)
    )


@pytest.mark.parametrize(
    ("text", "complaints"),
    [
        (f"March 27, 2024\n\nMarch 28, 2024\n\n{BODY}", ["several dates"]),
        (f"February 30, 2024\n\n{BODY}", ["“February 30, 2024”"]),
        (f"27/03/2024\n\n{BODY}", ["“27/03/2024”"]),
        (f"March 27, 2024\n\n{BODY}", []),
    ],
)
def test_dates_in_doubt_are_a_warning(text: str, complaints: list[str]) -> None:
    warnings = parse(text).warnings
    assert [complaint in warning.message for complaint, warning in zip(complaints, warnings, strict=True)] == [
        True for _ in complaints
    ]
    assert all(warning.line == 1 for warning in warnings)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (signed("Jo Roe\nPresident", "Kim Lee\nDirector"), "Jo Roe; Kim Lee"),
        (signed("Jo Roe\nPresident\nAcme Lamps\nKim Lee\nDirector\nBulb Town"), "Jo Roe; Kim Lee"),
        (signed("Jo Roe, President", "Kim Lee, Director", "Bo Foo, Dean"), "Jo Roe; Kim Lee; Bo Foo"),
        (signed("/s/ Jo Roe\nPresident", "/s/ Kim Lee\nDirector"), "Jo Roe; Kim Lee"),
        (signed("Jo Roe", "Kim Lee"), "Jo Roe; Kim Lee"),
        (signed("Jo Roe, Ph.D.", "Kim Lee, J.D."), "Jo Roe; Kim Lee"),
        (signed("Jo Roe and Kim Lee"), "Jo Roe; Kim Lee"),
        (signed("Jo Roe, Kim Lee, and Bo Foo"), "Jo Roe; Kim Lee; Bo Foo"),
        (signed("Jo Roe & Kim Lee, Co-Chairs"), "Jo Roe; Kim Lee"),
        (signed("Jo Roe, Director, Lamp Institute; Kim Lee, Director, Bulb Institute"), "Jo Roe; Kim Lee"),
        (signed("Jo Roe               Kim Lee\nPresident            Director"), "Jo Roe; Kim Lee"),
        (signed("Jo Roe\nPresident", "Sincerely,", "Kim Lee\nDirector"), "Jo Roe; Kim Lee"),
    ],
)
def test_of_several_signatories_none_is_taken(text: str, names: str) -> None:
    letter = parse(text)
    assert (letter.respondent, letter.signatory, letter.signatory_role) == (None, None, None)
    assert f"several signatories: {names}; none is taken" in [warning.message for warning in letter.warnings]


@pytest.mark.parametrize(
    ("text", "signatory", "role"),
    [
        (signed("Jo Roe\nVice President,\nGlobal Lamps\nand Chief Lamp Officer"), "Jo Roe", "Vice President,"),
        (signed("Jo Roe\nPresident and CEO\nSan Jose, CA\ncc: Kim Lee, Director"), "Jo Roe", "President and CEO"),
        (f"Acme Lamps is dim. {BODY}\n\nSincerely,\n\nJo Roe\nAcme Lamps", "Jo Roe", None),
        (signed("Jo Roe", "Jo Roe\nPresident"), "Jo Roe", "President"),
    ],
)
def test_one_signatory_is_taken(text: str, signatory: str, role: str | None) -> None:
    letter = parse(text)
    assert (letter.signatory, letter.signatory_role) == (signatory, role)
    assert not any("signator" in warning.message for warning in letter.warnings)


@pytest.mark.parametrize(
    ("opening", "names"),
    [
        ("On behalf of the Lamp Institute and the Bulb Foundation, we thank", "Lamp Institute; Bulb Foundation"),
        (
            "On behalf of the Lamp Institute, the Bulb Foundation, and Acme Corporation, we thank",
            "Lamp Institute; Bulb",
        ),
        ("On behalf of Acme Lamps (AL) and Bulb Town (BT), we thank", "Acme Lamps (AL); Bulb Town (BT)"),
        ("On behalf of Acme and Bulbs, we thank", "Acme; Bulbs"),
        ("Comments of the Lamp Institute\n\nComments of the Bulb Union\n\nWe thank", "Lamp Institute; Bulb Union"),
        ("We, the undersigned organizations, thank", "“We, the undersigned”"),
        ("The below-signed civil rights groups thank", "below-signed civil rights groups"),
    ],
)
def test_of_several_respondents_none_is_taken(opening: str, names: str) -> None:
    letter = parse(f"{opening} the town for its request for words on its many lamps.\n\n{BODY}")
    assert letter.respondent is None
    assert [names in warning.message for warning in letter.warnings] == [True]


def test_several_organizations_under_a_closing_are_several_respondents() -> None:
    letter = parse(signed("Lamp Institute\nBulb Foundation\nCenter for Towns"))
    assert letter.respondent is None
    assert ["Lamp Institute; Bulb Foundation; Center for Towns" in w.message for w in letter.warnings] == [True]


@pytest.mark.parametrize(
    ("opening", "respondent"),
    [
        ("On behalf of the Center for Lamps and the Environment, we thank", "Center for Lamps and the Environment"),
        ("On behalf of the Lamp and Bulb Foundation (LBF), we thank", "Lamp and Bulb Foundation (LBF)"),
        ("On behalf of Acme Lamps, Inc., we thank", "Acme Lamps"),
        (
            "On behalf of the Institute of Lamp and Bulb Engineers (ILBE), we thank",
            "Institute of Lamp and Bulb Engineers (ILBE)",
        ),
        ("Comments of the Acme Lamp Corporation (ALC)\n\nALC thanks", "Acme Lamp Corporation (ALC)"),
        ("On behalf of the Institute for Lamp Policy, we thank", "Institute for Lamp Policy"),
    ],
)
def test_one_respondent_is_taken(opening: str, respondent: str) -> None:
    letter = parse(f"{opening} the town for its request for words on its many lamps.\n\n{BODY}")
    assert (letter.respondent, letter.warnings) == (respondent, ())


def test_an_office_is_no_respondent() -> None:
    letter = parse(
        "From:                    RE: Lamps\nJo Roe\nVice President of Global Lamps\nAcme\n"
        f"                         Acme appreciates the opportunity to write on lamps to this town.\n\n{BODY}"
    )
    assert letter.respondent is None
    assert ["Vice President of Global Lamps Acme" in warning.message for warning in letter.warnings] == [True]
