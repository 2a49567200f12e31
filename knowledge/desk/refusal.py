"""Why a change of the office's rows cannot be."""


class ChangeRefused(ValueError):
    """A change that cannot be; the message is the key of a sentence.

    `nothing` changes, `no_evidence`, `still_example` (the mark of examples is left), `no_date`, `decided` already,
    `same_person`, `not_yours`, `stale` (the row is not what it was when it was proposed), `gone`.
    """
