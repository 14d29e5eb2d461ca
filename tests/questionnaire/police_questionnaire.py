"""What the questionnaire must contain, written out once more: `test_questionnaire` holds the YAML against these tables.

A change here is a change of edition. Ids are never used again, and the reason for a change goes in the changelog.
"""

#: Theme: capability code, capability id, its gaps, its questions.
THEMES = {
    "prioritise-integrate": [
        ("PI1", "leadership-and-money", "parity business-case", "pi-sponsor pi-funding"),
        ("PI2", "parity-as-a-contact-channel", "parity unmet-need", "pi-checking pi-reply-time pi-reports"),
        ("PI3", "policy-and-accounts", "parity business-case", "pi-policy pi-account-register pi-account-lifecycle"),
        ("PI4", "account-security", "business-case parity", "pi-access-control pi-takeover-plan"),
        ("PI5", "incidents-and-false-claims", "parity unmet-need", "pi-incident-plans pi-false-claims"),
        ("PI6", "equal-access", "unmet-need new-engagement", "pi-accessible-posts pi-channel-switch pi-welsh"),
    ],
    "develop-capability": [
        ("DC1", "roles-and-wellbeing", "skills-structures", "dc-roles dc-wellbeing"),
        ("DC2", "training", "skills-structures", "dc-training-first dc-curriculum dc-keeping-up"),
        ("DC3", "law-and-standards", "business-case skills-structures", "dc-legal-check dc-personal-use"),
        ("DC4", "conversation", "unmet-need new-engagement", "dc-two-way dc-abuse"),
        ("DC5", "content-and-language", "unmet-need skills-structures", "dc-content dc-words"),
        ("DC6", "tools-and-peers", "skills-structures parity", "dc-processes dc-tool dc-outside-challenge"),
    ],
    "measure-impact": [
        ("MI1", "purpose-first", "business-case", "mi-post-purpose mi-campaign-goals"),
        ("MI2", "knowing-the-audience", "unmet-need new-engagement", "mi-followers mi-missing-groups"),
        ("MI3", "measures-and-reporting", "business-case parity", "mi-measures mi-reporting"),
        ("MI4", "learning-from-results", "business-case skills-structures", "mi-evaluate mi-shared-evidence"),
        ("MI5", "training-effect", "business-case skills-structures", "mi-training-survey mi-training-audit"),
    ],
    "foster-innovation": [
        ("FI1", "looking-ahead", "new-engagement unmet-need", "fi-scan fi-platform-choice"),
        ("FI2", "testing-new-ideas", "new-engagement business-case", "fi-trials fi-new-money"),
        ("FI3", "children-and-young-people", "new-engagement unmet-need", "fi-youth-voice fi-youth-safety"),
        ("FI4", "ai-and-practice", "skills-structures business-case", "fi-ai fi-simulation"),
        ("FI5", "outside-expertise", "new-engagement skills-structures", "fi-outside-skills fi-special-interest"),
    ],
}

#: Question: the level of its minimum standard.
STANDARDS = {
    "pi-sponsor": 2,
    "pi-checking": 2,
    "pi-reports": 2,
    "pi-policy": 2,
    "pi-account-register": 2,
    "pi-access-control": 3,
    "pi-takeover-plan": 2,
    "pi-incident-plans": 2,
    "pi-false-claims": 2,
    "pi-accessible-posts": 2,
    "pi-channel-switch": 2,
    "pi-welsh": 3,
    "dc-training-first": 2,
    "dc-legal-check": 2,
    "dc-abuse": 2,
    "mi-post-purpose": 2,
    "fi-youth-safety": 2,
}

#: Who drafts the answer, and to how many questions.
LEADS = {
    "comms-lead": 14,
    "digital-contact": 9,
    "contact-centre": 2,
    "neighbourhood-sergeant": 2,
    "psd": 1,
    "legal": 1,
    "learning-development": 4,
    "analytics": 6,
    "chief-officer-sponsor": 3,
    "information-security": 3,
    "equality-language": 2,
    "youth-lead": 2,
}

#: Intervention: theme, horizon, owner, effort for the nation and for a force.
INTERVENTIONS = {
    "common-metrics": ("MI", "first", "both", "MS"),
    "campaign-catalogue": ("DC", "first", "both", "MS"),
    "minimum-standards": ("PI", "first", "national", "MS"),
    "gold-standard-job-descriptions": ("DC", "first", "national", "SS"),
    "legal-publication-checklist": ("DC", "first", "national", "SS"),
    "self-assessment-tool": ("MI", "first", "both", "MM"),
    "managers-network": ("DC", "first", "both", "SS"),
    "children-young-people-expertise": ("FI", "first", "both", "LM"),
    "target-operating-model": ("PI", "next", "national", "LM"),
    "critical-friend": ("DC", "next", "both", "MS"),
    "content-design-skills": ("DC", "next", "both", "MS"),
    "high-impact-library": ("MI", "next", "national", "MS"),
    "best-practice-process-maps": ("DC", "next", "both", "MS"),
    "appropriate-language": ("DC", "next", "both", "SS"),
    "futures-working-group": ("FI", "next", "national", "SS"),
    "management-platform-rfi": ("PI", "next", "national", "MM"),
    "digital-skills-academy": ("DC", "next", "national", "LM"),
    "industry-secondments": ("FI", "next", "national", "MM"),
    "transformation-funding-trial": ("PI", "next", "both", "LL"),
    "national-advisory-function": ("PI", "later", "national", "LS"),
    "national-analysis-insight": ("MI", "later", "national", "LS"),
    "special-interest-campaigns": ("FI", "later", "national", "MM"),
}

#: What has to come first. All the others need nothing.
AFTER = {
    "minimum-standards": "self-assessment-tool",
    "critical-friend": "minimum-standards",
    "gold-standard-job-descriptions": "target-operating-model",
    "best-practice-process-maps": "target-operating-model",
    "management-platform-rfi": "target-operating-model",
    "transformation-funding-trial": "gold-standard-job-descriptions best-practice-process-maps management-platform-rfi",
    "campaign-catalogue": "common-metrics",
    "high-impact-library": "common-metrics",
    "national-analysis-insight": "campaign-catalogue high-impact-library",
}

#: Intervention: the questions that call for it at level 0 or 1, at 2 or 3, and at 4, where the force can give to it.
CALLS = {
    "common-metrics": ("PI2.2 MI1.1 MI1.2 MI2.1 MI3.1 MI3.2", "PI1.1 PI2.2 PI3.2 MI1.1 MI3.1 MI3.2", ""),
    "campaign-catalogue": ("DC5.1 MI1.2 MI4.1 MI4.2", "MI1.2 MI4.2", "PI6.1 PI6.3 DC5.1 MI1.2 MI4.1 MI4.2 FI5.2"),
    "minimum-standards": (
        "PI1.1 PI2.1 PI2.2 PI2.3 PI3.1 PI3.2 PI4.1 PI4.2 PI5.1 PI5.2 PI6.1 PI6.2 PI6.3 DC2.1 DC3.1 DC4.2 MI1.1 FI3.2",
        "",
        "",
    ),
    "gold-standard-job-descriptions": ("DC1.1", "DC1.1 DC2.1", "DC1.1"),
    "legal-publication-checklist": ("DC3.1 DC3.2", "PI3.1 DC2.2 DC3.1", "DC3.1"),
    "self-assessment-tool": ("DC6.3", "PI1.1 MI3.2", ""),
    "managers-network": ("DC1.2 DC2.3 DC6.3 MI4.2 FI1.2 FI2.1", "PI3.1 PI3.3 PI4.2 PI5.1 DC3.2", "DC2.3 FI4.2"),
    "children-young-people-expertise": ("FI3.1 FI3.2", "DC5.2 FI3.1 FI3.2", "FI3.1 FI3.2"),
    "target-operating-model": ("PI1.1 PI1.2 PI2.1 PI2.3 PI3.3 PI6.2 DC1.1 DC4.1", "DC6.1", ""),
    "critical-friend": ("", "DC6.3", "PI1.1 DC6.3"),
    "content-design-skills": ("PI6.1 DC2.2 DC4.1 DC5.1 DC5.2", "PI6.1 PI6.3 DC5.1", ""),
    "high-impact-library": (
        "MI4.1",
        "PI1.2 DC4.1 MI1.1 MI1.2 MI4.1 MI4.2 MI5.2 FI2.1",
        "PI5.1 PI5.2 DC1.2 DC4.1 MI1.1 MI2.1 MI4.1 MI5.2 FI2.1",
    ),
    "best-practice-process-maps": (
        "PI2.3 PI3.1 PI3.3 PI4.2 PI5.1 PI5.2 DC4.2 DC6.1",
        "PI4.1 PI6.2 DC6.1",
        "PI2.3 PI4.2 DC4.2 DC6.1",
    ),
    "appropriate-language": ("DC5.2", "DC4.1 DC4.2 DC5.2 FI3.1", "DC5.2"),
    "futures-working-group": ("FI1.1 FI1.2 FI4.1", "FI1.1 FI1.2 FI4.1", "PI3.3 FI1.1 FI1.2 FI4.1"),
    "management-platform-rfi": ("PI3.2 PI4.1 DC6.2", "PI2.1 PI2.2 PI2.3 PI4.1 PI6.2 DC6.2", "DC6.2"),
    "digital-skills-academy": (
        "DC2.1 DC2.2 DC2.3 MI5.1 MI5.2 FI4.2",
        "DC2.1 DC2.2 DC2.3 DC5.1 MI5.1 MI5.2 FI4.2",
        "DC2.1 DC2.2 MI5.1",
    ),
    "industry-secondments": ("FI5.1", "FI2.2 FI5.1", "FI5.1"),
    "transformation-funding-trial": ("PI1.2 FI2.1 FI2.2", "PI1.2 PI2.1 PI2.3 FI2.1 FI2.2 FI4.2", "FI2.2"),
    "national-advisory-function": ("FI4.1", "PI5.1 PI5.2 DC1.2 DC3.1 DC4.2", "PI1.2 PI3.1 DC3.2"),
    "national-analysis-insight": ("MI2.1 MI2.2", "PI3.3 PI5.2 MI2.1 MI2.2 FI1.1", "PI2.2 PI6.2 MI3.1 MI3.2"),
    "special-interest-campaigns": ("MI2.2 FI5.2", "MI2.2 FI5.2", "MI2.2 FI5.2"),
}

#: Region: its forces.
FORCES = {
    "North East": "cleveland-police durham-constabulary northumbria-police",
    "North West": (
        "cheshire-constabulary cumbria-constabulary greater-manchester-police lancashire-constabulary merseyside-police"
    ),
    "Yorkshire and the Humber": "humberside-police north-yorkshire-police south-yorkshire-police west-yorkshire-police",
    "East Midlands": (
        "derbyshire-constabulary leicestershire-police lincolnshire-police northamptonshire-police "
        "nottinghamshire-police"
    ),
    "West Midlands": "staffordshire-police warwickshire-police west-mercia-police west-midlands-police",
    "East of England": (
        "bedfordshire-police cambridgeshire-constabulary essex-police hertfordshire-constabulary "
        "norfolk-constabulary suffolk-constabulary"
    ),
    "London": "city-of-london-police metropolitan-police-service",
    "South East": (
        "hampshire-and-isle-of-wight-constabulary kent-police surrey-police sussex-police thames-valley-police"
    ),
    "South West": (
        "avon-and-somerset-police devon-and-cornwall-police dorset-police gloucestershire-constabulary wiltshire-police"
    ),
    "Wales": "dyfed-powys-police gwent-police north-wales-police south-wales-police",
    "Scotland": "police-scotland",
    "Northern Ireland": "police-service-of-northern-ireland",
    "Great Britain": "british-transport-police",
    "United Kingdom": "civil-nuclear-constabulary ministry-of-defence-police",
}

#: Worked example: theme level, its index as it is shown, its exact index, standards met. Each a (low, high) pair.
EXAMPLES = {
    "plain-case": ((1, 1), (40, 40), ([40, 1], [40, 1]), (1, 1)),
    "one-open-door": ((1, 1), (73, 73), ([875, 12], [875, 12]), (10, 10)),
    "every-door-shut": ((2, 2), (52, 52), ([625, 12], [625, 12]), (11, 11)),
    "before-sign-off": ((0, 1), (35, 55), ([35, 1], [55, 1]), (1, 1)),
    "at-sign-off": ((1, 1), (40, 40), ([40, 1], [40, 1]), (1, 1)),
    "evidence-added": ((1, 1), (43, 43), ([85, 2], [85, 2]), (1, 1)),
}
