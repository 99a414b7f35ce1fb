using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Telemetry.Import.Sources;

namespace Telemetry.Import.Delivery;

/// <summary>A record of a batch, without its content.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Place">Where it is in its source, for people.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SentRecord(string Kind, string Place);

/// <summary>Records of one kind that follow each other in their source.</summary>
public sealed class Batch
{
    // The gateway takes 256 KiB.
    private const int MostBytes = 250 * 1024;
    private const int MostRecords = 500;

    private readonly List<byte[]> _lines = [];
    private readonly List<SentRecord> _sent = [];
    private readonly List<(SentRecord, string)> _unfit = [];
    private int _bytes;

    private Batch(string kind) => Kind = kind;

    /// <summary>Their kind.</summary>
    public string Kind { get; }

    /// <summary>Those that are sent, in the order of the body's lines.</summary>
    public IReadOnlyList<SentRecord> Sent => _sent;

    /// <summary>Those that cannot be sent, with the reason.</summary>
    public IReadOnlyList<(SentRecord Record, string Reason)> Unfit => _unfit;

    /// <summary>Of the last one.</summary>
    public string Cursor { get; private set; } = "";

    /// <summary>Of the last one.</summary>
    public long Done { get; private set; }

    /// <summary>One line for each that is sent.</summary>
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

    /// <summary>Packs records, as they come, into as few batches as the gateway's limits allow.</summary>
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
        && _sent.Count + _unfit.Count < MostRecords
        && (record.Json is not { Length: <= MostBytes } json || _bytes + json.Length + 1 <= MostBytes + 1);

    private void Add(SourceRecord record)
    {
        var sent = new SentRecord(record.Kind, record.Place);
        (Cursor, Done) = (record.Cursor, record.Done);
        if (record.Json is not { } json)
        {
            _unfit.Add((sent, record.Fault ?? "body: cannot be read"));
        }
        else if (json.Length > MostBytes)
        {
            _unfit.Add((sent, $"body: is longer than {MostBytes} bytes"));
        }
        else
        {
            _sent.Add(sent);
            _lines.Add(json);
            _bytes += json.Length + 1;
        }
    }
}
