using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Http.HttpResults;
using Telemetry.Ingestion.Queue;

namespace Telemetry.Ingestion.Import;

/// <summary>Parses a line; returns the first error, or null with the record set.</summary>
internal delegate string? ReadRecord<T>(ReadOnlySpan<byte> line, out T record);

/// <summary>The number counts from 1 and includes empty lines; the bytes exclude the line end.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ImportLine(int Number, ReadOnlyMemory<byte> Bytes);

internal sealed class ImportLines
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

    /// <summary>Null if the body is too long.</summary>
    public static async Task<ImportLines?> ReadAsync(HttpRequest request, CancellationToken cancellationToken) =>
        await RequestBody.ReadAsync(request, RequestBody.MaxLargeBytes, cancellationToken) is { } body ? new(body) : null;

    /// <summary>Lines with an error are skipped.</summary>
    public IReadOnlyList<(ImportLine Line, T Record)> Read<T>(ReadRecord<T> read)
    {
        var records = new List<(ImportLine, T)>(_lines.Count);
        foreach (var line in _lines)
        {
            if (read(line.Bytes.Span, out var record) is { } error)
                Skip(line, error);
            else
                records.Add((line, record));
        }

        return records;
    }

    public void Skip(ImportLine line, string reason) => _skipped.Add(new(line.Number, reason));

    public void Accept(ImportLine line, params ReadOnlySpan<Report> reports)
    {
        _accepted++;
        foreach (var report in reports)
            _reports.Add(new(report, line.Bytes.Length / reports.Length));
    }

    /// <summary>Waits until the broker has all accepted lines on disk.</summary>
    public async Task<Accepted<ImportResponse>> PublishAsync(ReportPublisher publisher, CancellationToken cancellationToken)
    {
        // All at once, so that they share group commits.
        await Task.WhenAll(_reports.Select(outgoing => publisher.PublishAsync(outgoing.Report, outgoing.BodyLength, cancellationToken)));
        return TypedResults.Accepted((string?)null, new ImportResponse("ok", _accepted, [.. _skipped.OrderBy(line => line.Line)]));
    }
}
