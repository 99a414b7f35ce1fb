using Npgsql;

namespace Telemetry.Tests.Import;

/// <summary>A database with a schema of SHM.</summary>
internal sealed class ShmDatabase(string connectionString) : IAsyncDisposable
{
    public const string Newer =
        """
        create table applications (
          id uuid primary key default gen_random_uuid(), app_slug varchar(100) unique not null, app_name varchar(100) not null,
          github_url text, github_stars integer not null default 0, logo_url text,
          created_at timestamptz not null default now(), updated_at timestamptz not null default now());
        create table instances (
          instance_id uuid primary key, public_key text not null, application_id uuid references applications (id),
          app_name varchar(100) not null,
          app_version varchar(50), deployment_mode varchar(20), environment varchar(20), os_arch varchar(50),
          status varchar(20) not null default 'pending', last_seen_at timestamptz not null default now(),
          created_at timestamptz not null default now());
        create table snapshots (
          id bigserial primary key, instance_id uuid not null references instances (instance_id), snapshot_at timestamptz not null,
          data jsonb not null);
        """;

    // Without applications, and with times without a time zone.
    public const string Older =
        """
        create table instances (
          instance_id text primary key, public_key text not null, app_name text not null, app_version text, deployment_mode text,
          environment text, os_arch text, status text default 'pending', last_seen_at timestamp, created_at timestamp default now());
        create table snapshots (id serial primary key, instance_id text, snapshot_at timestamp not null, data json not null);
        """;

    // Names only in applications; ids are UUIDs.
    public const string Other =
        """
        create table applications (id uuid primary key default gen_random_uuid(), app_slug text unique, app_name text not null);
        create table instances (
          instance_id uuid primary key, public_key bytea not null, application_id uuid not null references applications (id),
          app_version text, status text not null default 'active', created_at timestamptz not null default now());
        create table snapshots (
          id uuid primary key default gen_random_uuid(), instance_id uuid not null, snapshot_at timestamptz not null, data jsonb not null);
        """;

    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(connectionString);

    public string ConnectionString => connectionString;

    public async Task<ShmDatabase> WithSchemaAsync(string schema)
    {
        await ExecuteAsync(schema);
        return this;
    }

    public async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var command = _database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();
}
