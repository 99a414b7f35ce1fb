using Npgsql;
using Telemetry.Contracts;
using Telemetry.Ingestion.Import;

namespace Telemetry.Ingestion.Identity;

/// <summary>
/// The instances in the database. Each method is one statement (and a look where that changed nothing), runs under the data source's own
/// timeouts, and is left behind when the caller's token ends: a statement that is stuck, even in its cancellation, holds up nobody.
/// </summary>
/// <exception cref="NpgsqlException">The database is away.</exception>
public sealed class InstanceStore(NpgsqlDataSource dataSource)
{
    private const string Columns =
        "id, public_key, status, app_slug, app_name, app_version, deployment_mode, environment, os_arch, registered_at, revision";

    /// <summary>
    /// Registers the instance, or takes over what a known one tells now. Another key, or a revoked instance, changes nothing.
    /// </summary>
    /// <returns>The instance as it is afterwards: compare its key.</returns>
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

        // Rows stay for ever, also deleted ones: one that conflicted is there.
        return instance!;
    }

    /// <summary>Makes a pending instance active, if the key is still its key.</summary>
    /// <returns>The instance as it is afterwards, whatever its status; null where id and key do not belong together.</returns>
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
        return BelongsTo(instance, publicKey);
    }

    /// <summary>Makes an instance active, also a revoked one.</summary>
    /// <returns>The instance as it is afterwards; null where it is unknown.</returns>
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

    /// <summary>Shuts an instance out.</summary>
    /// <returns>The instance as it is afterwards; null where it is unknown.</returns>
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

    /// <summary>Deletes what an instance told, and its key; the row with its id and its revision stays.</summary>
    /// <returns>The instance as it is afterwards, also when it was deleted before; null where it was never known.</returns>
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

    /// <summary>Takes over instances that another system knows. What is known here stays as it is.</summary>
    /// <returns>All of them as they are afterwards, whatever their key, but for those that were deleted here.</returns>
    public async Task<IReadOnlyDictionary<Guid, Instance>> ImportAsync(
        IReadOnlyList<ImportedInstance> instances, CancellationToken cancellationToken)
    {
        var ids = instances.Select(instance => instance.Registration.InstanceId).ToArray();
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
                instances.Select(instance => instance.Registration.PublicKey).ToArray(),
                instances.Select(instance => instance.Status.ToString()).ToArray(),
                instances.Select(instance => instance.Registration.Application.Slug).ToArray(),
                instances.Select(instance => instance.Registration.Application.Name).ToArray(),
                instances.Select(instance => instance.Registration.Version).ToArray(),
                instances.Select(instance => instance.Registration.DeploymentMode).ToArray(),
                instances.Select(instance => instance.Registration.Environment).ToArray(),
                instances.Select(instance => instance.Registration.OsArch).ToArray(),
                instances.Select(instance => instance.RegisteredAt).ToArray(),
            ]).WaitAsync(cancellationToken);
        return (await FindAsync(ids, cancellationToken)).ToDictionary(instance => instance.Id);
    }

    /// <summary>The instance; null where id and key do not belong together.</summary>
    public async Task<Instance?> FindAsync(Guid id, byte[] publicKey, CancellationToken cancellationToken) =>
        BelongsTo(await FindAsync(id).WaitAsync(cancellationToken), publicKey);

    /// <summary>Those of the instances that are known; deleted ones are not.</summary>
    public Task<List<Instance>> FindAsync(Guid[] ids, CancellationToken cancellationToken) =>
        ReadAsync($"select {Columns} from identity.instances where id = any($1) and status <> 'Deleted'", [ids])
            .WaitAsync(cancellationToken);

    // $1 is the id. A statement of its own sees what the first one collided with.
    private async Task<Instance?> ChangeAsync(Guid id, string sql, CancellationToken cancellationToken, params object[] values) =>
        await FirstAsync(sql, [id, .. values]).WaitAsync(cancellationToken) ?? await FindAsync(id).WaitAsync(cancellationToken);

    // An id that was deleted and registered anew has another key.
    private static Instance? BelongsTo(Instance? instance, byte[] publicKey) =>
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
