"""Consents: what a person on one side agreed to, purpose by purpose, with a receipt that says what they saw.

Invariants: a receipt is never changed; taking a consent back is a row of its own, counts from its commit on and stands in the audit
log; a person sees and takes back their own alone. Names follow ISO/IEC TS 27560 (consent record structure).
Data: `purposes.yaml`. Tables owned, in the schema `exchange` of each side: `consent_receipt`, `consent_withdrawal`. Events told: none.
"""

from padu.exchange.consent.commands.give import give
from padu.exchange.consent.commands.withdraw import withdraw
from padu.exchange.consent.load_purposes import CREDIT_CREATOR, all_purposes, purpose_of
from padu.exchange.consent.queries import may, receipts_of, standing
from padu.exchange.consent.types import ConsentError, Purpose, Receipt, Wording

__all__ = [
    "CREDIT_CREATOR",
    "ConsentError",
    "Purpose",
    "Receipt",
    "Wording",
    "all_purposes",
    "give",
    "may",
    "purpose_of",
    "receipts_of",
    "standing",
    "withdraw",
]
