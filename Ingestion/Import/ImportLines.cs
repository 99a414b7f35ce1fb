using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Http.HttpResults;
using Telemetry.Contracts;
using Telemetry.Ingestion.Http;
using Telemetry.Ingestion.Publishing;

namespace Telemetry.Ingestion.Import;

/// <summary>Reads a record from its line.</summary>
/// <param name="line">JSON, perhaps.</param>
/// <param name="record">Undefined where there is a fault.</param>
/// <returns>The first fault, or null.</returns>
public delegate string? ReadRecord<T>(ReadOnlySpan<byte> line, out T record);

/// <summary>A line of an import.</summary>
/// <param name="Number">From 1; empty ones count.</param>
/// <param name="Bytes">Without its end.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ImportLine(int Number, ReadOnlyMemory<byte> Bytes);

/// <summary>The lines of one import, and what becomes of each.</summary>
public sealed class ImportLines
{
    private readonly List<ImportLine> _lines = [];
    private readonly List<OutgoingReport> _reports = [];
    private readonly List<SkippedLine> _skipped = [];
    private int _accepted;

    private ImportLines(byte[] body)
    {
        var number = 0;
        for (var start = 0; start < body.Length;)
        {
            var length = body.AsSpan(start).IndexOf((byte)'\n') is var end and >= 0 ? end : body.Length - start;
            var line = new ImportLine(++number, body.AsMemory(start, length));
            if (line.Bytes.Span.ContainsAnyExcept(" \t\r"u8))
                _lines.Add(line);
            start += length + 1;
        }
    }

    /// <summary>Reads the body; null if it is too long.</summary>
    public static async Task<ImportLines?> ReadAsync(HttpRequest request, int mostBytes, CancellationToken cancellationToken) =>
        await RequestBody.ReadAsync(request, mostBytes, cancellationToken) is { } body ? new(body) : null;

    /// <summary>Reads every line; those that cannot be read are skipped.</summary>
    public IReadOnlyList<(ImportLine Line, T Record)> Read<T>(ReadRecord<T> read)
    {
        var records = new List<(ImportLine, T)>(_lines.Count);
        foreach (var line in _lines)
        {
            if (read(line.Bytes.Span, out var record) is { } fault)
                Skip(line, fault);
            else
                records.Add((line, record));
        }

        return records;
    }

    /// <summary>The line is not taken.</summary>
    public void Skip(ImportLine line, string reason) => _skipped.Add(new(line.Number, reason));

    /// <summary>The line becomes one report or several.</summary>
    public void Accept(ImportLine line, params ReadOnlySpan<Report> reports)
    {
        _accepted++;
        foreach (var report in reports)
            _reports.Add(new(report, line.Bytes.Length / reports.Length));
    }

    /// <summary>Waits until the broker has all of it on disk.</summary>
    public async Task<Accepted<ImportAnswer>> PublishAsync(ReportPublisher publisher, CancellationToken cancellationToken)
    {
        // All at once, so that they share group commits.
        await Task.WhenAll(_reports.Select(outgoing => publisher.PublishAsync(outgoing.Report, outgoing.BodyLength, cancellationToken)));
        return TypedResults.Accepted((string?)null, new ImportAnswer("ok", _accepted, [.. _skipped.OrderBy(line => line.Line)]));
    }
}
