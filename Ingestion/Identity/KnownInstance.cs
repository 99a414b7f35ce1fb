using NSec.Cryptography;
using Telemetry.Contracts;

namespace Telemetry.Ingestion.Identity;

/// <summary>What is needed of an instance to take a report from it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="PublicKey">Verifies its signatures.</param>
/// <param name="Status">Whether its reports count.</param>
/// <param name="Application">The application it belongs to.</param>
/// <param name="Version">The application's version, or "".</param>
public sealed record KnownInstance(Guid Id, PublicKey PublicKey, InstanceStatus Status, ApplicationName Application, string Version);
