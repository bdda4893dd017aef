"""English word forms that several kinds of advice know: forms of `be`, participles, words that deny."""

from __future__ import annotations

from ivr_author.scoring.advising import word_set

FORMS_OF_BE = word_set(
    """
    am is are was were be been being isn't aren't wasn't weren't you're they're we're he's she's i'm
    """
)

IRREGULAR_PARTICIPLES = word_set(
    """
    arisen awoken beaten begun bent bet bid bitten blown borne bought bound bred broadcast broken brought built
    burnt burst cast caught chosen clung cut dealt drawn driven drunk dug eaten fallen fed felt flung flown
    forbidden forecast foreseen forgiven forgotten forsaken fought found frozen given ground grown heard held
    hidden hit hung hurt input inset kept knelt knit laid lain leant leapt learnt led lent let lit made met
    mistaken misread mistook misunderstood mown offset outdone overcome overdone overheard overpaid overridden
    overseen overtaken overthrown paid prepaid proven put quit read rebuilt recast redone rehung relaid remade
    repaid reread reset resold restrung retold rethought rewritten rid ridden risen rung run said sawn seen sent
    set sewn shaken shed shone shot shown shrunk shut slain slid slung slit smelt sold sought sown spat sped spelt
    spent spilt split spoken spread sprung spun stolen stricken struck strung stuck stung sung sunk swept sworn
    swum swung taken taught thought thrown thrust told torn trodden undergone understood undertaken undone unwound
    upheld upset withdrawn withheld withstood woken won worn wound woven written wrung
    """
)

NO_PARTICIPLES = word_set(
    """
    aged biased bed bleed blessed breed crooked dogged embed exceed feed freed greed hundred indeed inbred jagged
    kindred learned limited naked need needed proceed ragged red rugged sacred seed shed shred sled speed succeed
    tired used weed wicked wretched rosed bored
    """
)
"""Words in -ed that say how something is."""

STATES = word_set(
    """
    accredited admitted allowed annoyed assigned associated attached based born botched called certified closed
    combined committed complicated concerned confused connected considered covered dated dedicated delayed
    delighted depressed designed detailed determined disabled disappointed divorced done educated employed
    enclosed engaged enrolled entitled excited exempted expired extended finished fixed gone handicapped hired
    honored hospitalized incapacitated included increased informed injured insured intended interested involved
    jailed known licensed listed located lost married meant mixed named needed obliged outdated overwhelmed owed
    permitted pleased prepared prescribed protected qualified received related relieved required reserved retired
    revised satisfied scared separated signed situated skilled spelled supposed surprised titled trained unchanged
    uncovered underinsured unemployed uninsured unmarried unpaid unused upset vaccinated valued widowed worried
    """
)
"""Participles that say what somebody is or has, rather than what somebody does: `you are covered`, `it is required`."""

STATES_NOW = frozenset({"paid"})
"""Participles that are states in the present alone: `your bill is paid`, but `your bill was paid`."""

PRESENT = frozenset({"am", "is", "are", "isn't", "aren't"})

ADVERBS = word_set(
    """
    also already always never now not often only soon still then usually again just first ever all both being been
    """
)

NEGATIONS = word_set(
    """
    not no never none nothing nobody neither nor without cannot can't don't doesn't didn't won't wouldn't isn't
    aren't wasn't weren't hasn't haven't hadn't shouldn't couldn't mustn't needn't
    """
)
