using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Telemetry.Import.Sources;

namespace Telemetry.Import.Delivery;

/// <summary>The kind is one of <see cref="Kinds"/>; the position in the source is for people.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SentRecord(string Kind, string Position);

/// <summary>Consecutive records of one kind.</summary>
internal sealed class Batch
{
    // The gateway accepts 256 KiB.
    private const int MaxBytes = 250 * 1024;
    private const int MaxRecords = 500;

    private readonly List<byte[]> _lines = [];
    private readonly List<SentRecord> _sent = [];
    private readonly List<(SentRecord, string)> _invalid = [];
    private int _bytes;

    private Batch(string kind) => Kind = kind;

    public string Kind { get; }

    /// <summary>In the order of the body's lines.</summary>
    public IReadOnlyList<SentRecord> Sent => _sent;

    /// <summary>The records that cannot be sent.</summary>
    public IReadOnlyList<(SentRecord Record, string Reason)> Invalid => _invalid;

    public string Cursor { get; private set; } = "";

    public long Done { get; private set; }

    /// <summary>NDJSON: one line for each record of <see cref="Sent"/>.</summary>
    public byte[] Body()
    {
        var body = new byte[_bytes];
        var end = 0;
        foreach (var line in _lines)
        {
            line.CopyTo(body.AsSpan(end));
            end += line.Length;
            body[end++] = (byte)'\n';
        }

        return body;
    }

    /// <summary>Packs records in their order into as few batches as the gateway's limits allow.</summary>
    public static async IAsyncEnumerable<Batch> PackAsync(
        IAsyncEnumerable<SourceRecord> records, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Batch? batch = null;
        await foreach (var record in records.WithCancellation(cancellationToken))
        {
            if (batch is not null && !batch.HasRoomFor(record))
            {
                yield return batch;
                batch = null;
            }

            batch ??= new(record.Kind);
            batch.Add(record);
        }

        if (batch is not null)
            yield return batch;
    }

    private bool HasRoomFor(SourceRecord record) => record.Kind == Kind
        && _sent.Count + _invalid.Count < MaxRecords
        && (record.Json is not { Length: <= MaxBytes } json || _bytes + json.Length + 1 <= MaxBytes + 1);

    private void Add(SourceRecord record)
    {
        var sent = new SentRecord(record.Kind, record.Position);
        (Cursor, Done) = (record.Cursor, record.Done);
        if (record.Json is not { } json)
        {
            _invalid.Add((sent, record.Error ?? "body: cannot be read"));
        }
        else if (json.Length > MaxBytes)
        {
            _invalid.Add((sent, $"body: is longer than {MaxBytes} bytes"));
        }
        else
        {
            _sent.Add(sent);
            _lines.Add(json);
            _bytes += json.Length + 1;
        }
    }
}
