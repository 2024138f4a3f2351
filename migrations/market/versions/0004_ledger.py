"""The ledger: postings with their entries, and the function that writes them whole or not at all."""

from alembic import op

revision = "0004_ledger"
down_revision = "0003_audit"
branch_labels = None
depends_on = None

# One shop's account is read newest first; the amount travels in the index, so that a balance is summed without the rows.
TABLES = """
set local lock_timeout = '5s';
set local statement_timeout = '60s';

create table market.ledger_posting (
    shop_id     uuid not null,
    posting_id  uuid not null,
    kind        text not null check (kind ~ '^[a-z][a-z0-9_]{0,39}$'),
    reference   text not null check (reference <> '' and length(reference) <= 200 and reference !~ '[[:cntrl:]]'),
    at          timestamptz not null,
    memo        text not null default '',
    digest      bytea not null check (length(digest) = 32),
    primary key (shop_id, posting_id)
);
comment on table market.ledger_posting is
    'key: shop. Postings of the ledger, append-only: why money moved, what that rests on, and the SHA-256 of its entries.';

create table market.ledger_entry (
    shop_id     uuid not null,
    posting_id  uuid not null,
    line_no     integer not null check (line_no >= 1),
    account     text not null,
    party       uuid,
    amount_idr  bigint not null check (amount_idr <> 0),
    at          timestamptz not null,
    primary key (shop_id, posting_id, line_no),
    foreign key (shop_id, posting_id) references market.ledger_posting (shop_id, posting_id),
    constraint ledger_entry_account check (account in ('gateway_clearing', 'bank', 'buyer_escrow', 'seller_payable',
        'creator_commission_payable', 'courier_payable', 'tax_payable', 'refund_payable', 'payout_clearing',
        'platform_commission', 'vouchers', 'gateway_fees')),
    constraint ledger_entry_party check ((account = 'creator_commission_payable') = (party is not null))
);
comment on table market.ledger_entry is
    'key: shop. Entries of the ledger, append-only: whole rupiah on an account, above zero a debit, below zero a credit.';
create index ledger_entry_of_account on market.ledger_entry (shop_id, account, at desc, posting_id desc, line_no desc)
    include (amount_idr);
"""

# The digest is over the kind, the reference and the entries in order; src/padu/market/ledger/store.py recomputes it to verify.
# A line of another's posting, or a posting named twice, makes the count of lines disagree. A repeated posting waits for whoever
# writes it at this moment, then finds that one's digest.
FUNCTION = """
create function market.post_ledger(
    p_shop uuid,
    p_postings uuid[], p_kinds text[], p_references text[], p_ats timestamptz[], p_memos text[],
    p_line_postings uuid[], p_line_nos integer[], p_accounts text[], p_parties uuid[], p_amounts bigint[]
) returns integer
language plpgsql
as $$
declare
    v_digests bytea[];
    v_empty uuid;
    v_unbalanced uuid;
    v_off numeric;
    v_lines bigint;
    v_written uuid[];
    v_different uuid;
begin
    with told as (
        select l.posting_id, count(*) as lines, sum(l.amount_idr) as off,
            string_agg(l.line_no || ' ' || l.account || ' ' || coalesce(l.party::text, '-') || ' ' || l.amount_idr, E'\\n'
                order by l.line_no) as entries
        from unnest(p_line_postings, p_line_nos, p_accounts, p_parties, p_amounts) as l (posting_id, line_no, account, party, amount_idr)
        group by l.posting_id
    )
    select
        array_agg(sha256(convert_to(p.kind || E'\\n' || p.reference || E'\\n' || coalesce(t.entries, ''), 'UTF8')) order by p.nth),
        (array_agg(p.posting_id order by p.nth) filter (where t.posting_id is null))[1],
        (array_agg(p.posting_id order by p.nth) filter (where t.off <> 0))[1],
        (array_agg(t.off order by p.nth) filter (where t.off <> 0))[1],
        coalesce(sum(t.lines), 0)
    into v_digests, v_empty, v_unbalanced, v_off, v_lines
    from unnest(p_postings, p_kinds, p_references) with ordinality as p (posting_id, kind, reference, nth)
    left join told t on t.posting_id = p.posting_id;

    if v_empty is not null then
        raise exception using errcode = 'check_violation', constraint = 'ledger.empty',
            message = format('posting %s has no entries', v_empty);
    end if;
    if v_unbalanced is not null then
        raise exception using errcode = 'check_violation', constraint = 'ledger.unbalanced',
            message = format('debits less credits of posting %s are %s rupiah, not 0', v_unbalanced, v_off);
    end if;
    if v_lines <> cardinality(p_line_postings) then
        raise exception using errcode = 'check_violation', constraint = 'ledger.unbalanced',
            message = 'entries belong to no posting of this call, or a posting is named twice';
    end if;

    with written as (
        insert into market.ledger_posting (shop_id, posting_id, kind, reference, at, memo, digest)
        select p_shop, p.posting_id, p.kind, p.reference, p.at, p.memo, p.digest
        from unnest(p_postings, p_kinds, p_references, p_ats, p_memos, v_digests)
            as p (posting_id, kind, reference, at, memo, digest)
        order by p.posting_id
        on conflict (shop_id, posting_id) do nothing
        returning posting_id
    )
    select array_agg(posting_id) into v_written from written;

    if coalesce(cardinality(v_written), 0) < cardinality(p_postings) then
        select p.posting_id into v_different
        from unnest(p_postings, v_digests) as p (posting_id, digest)
        join market.ledger_posting s on s.shop_id = p_shop and s.posting_id = p.posting_id
        where s.digest <> p.digest
        order by p.posting_id
        limit 1;
        if v_different is not null then
            raise exception using errcode = 'unique_violation', constraint = 'ledger.posting_differs',
                message = format('posting %s is recorded with other content', v_different);
        end if;
    end if;

    insert into market.ledger_entry (shop_id, posting_id, line_no, account, party, amount_idr, at)
    select p_shop, l.posting_id, l.line_no, l.account, l.party, l.amount_idr, p.at
    from unnest(p_line_postings, p_line_nos, p_accounts, p_parties, p_amounts) as l (posting_id, line_no, account, party, amount_idr)
    join unnest(p_postings, p_ats) as p (posting_id, at) on p.posting_id = l.posting_id
    where l.posting_id = any (v_written);

    return coalesce(cardinality(v_written), 0);
end
$$;
comment on function market.post_ledger is
    'Writes postings of one shop with their entries, whole or not at all; returns how many were new. What does not balance raises.';
"""

GRANTS = """
revoke all on market.ledger_posting, market.ledger_entry from public;
grant select, insert on market.ledger_posting, market.ledger_entry to padu_market_app;
grant select on market.ledger_posting, market.ledger_entry to padu_market_auditor;
revoke all on function market.post_ledger from public;
grant execute on function market.post_ledger to padu_market_app;
"""


def upgrade() -> None:
    op.execute(TABLES)
    op.execute(FUNCTION)
    op.execute(GRANTS)


def downgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.execute("drop function market.post_ledger")
    op.execute("drop table market.ledger_entry, market.ledger_posting")
