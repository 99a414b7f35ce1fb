using Npgsql;

namespace Telemetry.Ingestion.Instances;

/// <summary>
/// The instances in the database. Each method is one statement, and a second one to read an instance that the first did not change. A
/// cancelled caller does not wait for its statement: PostgreSQL may not even respond to its cancellation.
/// </summary>
internal sealed class InstanceStore(NpgsqlDataSource dataSource)
{
    private const string Columns =
        "id, public_key, status, app_slug, app_name, app_version, deployment_mode, environment, os_arch, registered_at, revision";

    /// <summary>
    /// Inserts the instance, or updates a known one. A registration with another key, or of a revoked instance, changes nothing. Returns
    /// the instance as it is afterwards, perhaps with another key.
    /// </summary>
    public async Task<Instance> RegisterAsync(Registration registration, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var instance = await ChangeAsync(
            registration.InstanceId,
            $"""
            with changed as (
              insert into identity.instances as known ({Columns})
              values ($1, $2, 'Pending', $3, $4, $5, $6, $7, $8, $9, nextval('identity.revisions'))
              on conflict (id) do update set
                public_key = excluded.public_key,
                status = case known.status when 'Deleted' then 'Pending' else known.status end,
                app_slug = excluded.app_slug,
                app_name = excluded.app_name,
                app_version = excluded.app_version,
                deployment_mode = excluded.deployment_mode,
                environment = excluded.environment,
                os_arch = excluded.os_arch,
                registered_at = case known.status when 'Deleted' then excluded.registered_at else known.registered_at end,
                revision = nextval('identity.revisions')
              where known.status = 'Deleted'
                or known.status <> 'Revoked' and known.public_key = excluded.public_key
                and (known.app_slug, known.app_name, known.app_version, known.deployment_mode, known.environment, known.os_arch)
                  is distinct from (excluded.app_slug, excluded.app_name, excluded.app_version, excluded.deployment_mode,
                    excluded.environment, excluded.os_arch)
              returning {Columns}
            ), noted as (
              insert into identity.changes (instance_id) select id from changed where status = 'Active'
            )
            select {Columns} from changed
            """,
            cancellationToken,
            registration.PublicKey,
            registration.Application.Slug,
            registration.Application.Name,
            registration.Version,
            registration.DeploymentMode,
            registration.Environment,
            registration.OsArch,
            now);

        // Rows are never removed, even those of deleted instances: a row that conflicted exists.
        return instance!;
    }

    /// <summary>
    /// Makes a pending instance active if the key is still its key. Returns the instance as it is afterwards, of any status; null if it has
    /// another key.
    /// </summary>
    public async Task<Instance?> ActivateAsync(Guid id, byte[] publicKey, CancellationToken cancellationToken)
    {
        var instance = await ChangeAsync(
            id,
            $"""
            update identity.instances set status = 'Active', revision = nextval('identity.revisions')
            where id = $1 and status = 'Pending' and public_key = $2
            returning {Columns}
            """,
            cancellationToken,
            publicKey);
        return WithKey(instance, publicKey);
    }

    /// <summary>Makes a pending or revoked instance active. Returns it as it is afterwards; null if it is unknown.</summary>
    public async Task<Instance?> ApproveAsync(Guid id, CancellationToken cancellationToken)
    {
        var instance = await ChangeAsync(
            id,
            $"""
            update identity.instances set status = 'Active', revision = nextval('identity.revisions')
            where id = $1 and status in ('Pending', 'Revoked')
            returning {Columns}
            """,
            cancellationToken);
        return instance?.Status == InstanceStatus.Deleted ? null : instance;
    }

    /// <summary>Makes a pending or active instance revoked. Returns it as it is afterwards; null if it is unknown.</summary>
    public async Task<Instance?> RevokeAsync(Guid id, CancellationToken cancellationToken)
    {
        var instance = await ChangeAsync(
            id,
            $"""
            with changed as (
              update identity.instances set status = 'Revoked', revision = nextval('identity.revisions')
              where id = $1 and status in ('Pending', 'Active')
              returning {Columns}
            ), noted as (
              insert into identity.changes (instance_id) select id from changed
            )
            select {Columns} from changed
            """,
            cancellationToken);
        return instance?.Status == InstanceStatus.Deleted ? null : instance;
    }

    /// <summary>
    /// Deletes an instance's data and key; the row with its id and revision stays. Returns it, also if it was deleted before; null if it
    /// was never known.
    /// </summary>
    public Task<Instance?> DeleteAsync(Guid id, CancellationToken cancellationToken) => ChangeAsync(
        id,
        $"""
        with changed as (
          update identity.instances set
            status = 'Deleted', public_key = '', app_version = '', deployment_mode = '', environment = '', os_arch = '',
            revision = nextval('identity.revisions')
          where id = $1 and status <> 'Deleted'
          returning {Columns}
        ), noted as (
          insert into identity.changes (instance_id) select id from changed
        )
        select {Columns} from changed
        """,
        cancellationToken);

    /// <summary>
    /// Inserts instances of another system with new revisions; known ones do not change. Returns all except deleted ones as they are
    /// afterwards, perhaps with another key.
    /// </summary>
    public async Task<IReadOnlyDictionary<Guid, Instance>> ImportAsync(
        IReadOnlyList<Instance> instances, CancellationToken cancellationToken)
    {
        var ids = instances.Select(instance => instance.Id).ToArray();
        await ReadAsync(
            $"""
            insert into identity.instances ({Columns})
            select *, nextval('identity.revisions')
            from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            on conflict (id) do nothing
            returning {Columns}
            """,
            [
                ids,
                instances.Select(instance => instance.PublicKey).ToArray(),
                instances.Select(instance => instance.Status.ToString()).ToArray(),
                instances.Select(instance => instance.Application.Slug).ToArray(),
                instances.Select(instance => instance.Application.Name).ToArray(),
                instances.Select(instance => instance.Version).ToArray(),
                instances.Select(instance => instance.DeploymentMode).ToArray(),
                instances.Select(instance => instance.Environment).ToArray(),
                instances.Select(instance => instance.OsArch).ToArray(),
                instances.Select(instance => instance.RegisteredAt).ToArray(),
            ]).WaitAsync(cancellationToken);
        return (await FindAsync(ids, cancellationToken)).ToDictionary(instance => instance.Id);
    }

    /// <summary>Null if the instance is unknown or has another key.</summary>
    public async Task<Instance?> FindAsync(Guid id, byte[] publicKey, CancellationToken cancellationToken) =>
        WithKey(await FindAsync(id).WaitAsync(cancellationToken), publicKey);

    /// <summary>Without unknown and deleted instances.</summary>
    public Task<List<Instance>> FindAsync(Guid[] ids, CancellationToken cancellationToken) =>
        ReadAsync($"select {Columns} from identity.instances where id = any($1) and status <> 'Deleted'", [ids])
            .WaitAsync(cancellationToken);

    // $1 is the id. The first statement does not see a row that was committed after it began, such as a conflicting one.
    private async Task<Instance?> ChangeAsync(Guid id, string sql, CancellationToken cancellationToken, params object[] values) =>
        await FirstAsync(sql, [id, .. values]).WaitAsync(cancellationToken) ?? await FindAsync(id).WaitAsync(cancellationToken);

    // An id that was deleted and registered anew has another key.
    private static Instance? WithKey(Instance? instance, byte[] publicKey) =>
        instance?.PublicKey.AsSpan().SequenceEqual(publicKey) == true ? instance : null;

    private Task<Instance?> FindAsync(Guid id) => FirstAsync($"select {Columns} from identity.instances where id = $1", [id]);

    private async Task<Instance?> FirstAsync(string sql, object[] values) => (await ReadAsync(sql, values)).FirstOrDefault();

    private async Task<List<Instance>> ReadAsync(string sql, object[] values)
    {
        await using var command = dataSource.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });

        var instances = new List<Instance>();
        await using var reader = await command.ExecuteReaderAsync(CancellationToken.None);
        while (await reader.ReadAsync(CancellationToken.None))
        {
            instances.Add(new Instance
            {
                Id = reader.GetGuid(0),
                PublicKey = reader.GetFieldValue<byte[]>(1),
                Status = Enum.Parse<InstanceStatus>(reader.GetString(2)),
                Application = new ApplicationName(reader.GetString(3), reader.GetString(4)),
                Version = reader.GetString(5),
                DeploymentMode = reader.GetString(6),
                Environment = reader.GetString(7),
                OsArch = reader.GetString(8),
                RegisteredAt = reader.GetFieldValue<DateTimeOffset>(9),
                Revision = reader.GetInt64(10),
            });
        }

        return instances;
    }
}
