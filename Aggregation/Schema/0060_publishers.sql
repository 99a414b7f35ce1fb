-- The other side of the account: what each process of Ingestion says that it accepted, this being the newest word of it that is stored. A handful
-- of small rows per start of a process. Publisher 0 has what nobody keeps count of: all from before this table, and batches without an account.
create table analytics.publishers (
  publisher_id uuid not null,
  kind text not null,
  accepted bigint not null,
  primary key (publisher_id, kind)
);

insert into analytics.publishers (publisher_id, kind, accepted)
select '00000000-0000-0000-0000-000000000000', kind, stored + duplicates + quarantined from analytics.account;
