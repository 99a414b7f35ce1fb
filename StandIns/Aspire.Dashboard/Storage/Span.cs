namespace Aspire.Dashboard.Storage;

/// <summary>A piece of work within a trace.</summary>
internal sealed record Span
{
    /// <summary>Who did it.</summary>
    public required string Resource { get; init; }

    /// <summary>32 hexadecimal digits.</summary>
    public required string TraceId { get; init; }

    /// <summary>16 hexadecimal digits.</summary>
    public required string SpanId { get; init; }

    /// <summary>16 hexadecimal digits; empty for the first of a trace.</summary>
    public required string ParentId { get; init; }

    /// <summary>The name of the library's or program's source.</summary>
    public required string Scope { get; init; }

    public required string Name { get; init; }

    public required SpanKind Kind { get; init; }

    public required DateTimeOffset Start { get; init; }

    public required TimeSpan Duration { get; init; }

    public required bool IsError { get; init; }

    /// <summary>Why it is an error; often empty.</summary>
    public required string StatusMessage { get; init; }

    public required IReadOnlyList<Attribute> Attributes { get; init; }

    public required IReadOnlyList<SpanEvent> Events { get; init; }

    public required IReadOnlyList<SpanLink> Links { get; init; }

    public DateTimeOffset End => Start + Duration;
}

/// <summary>What part a span has in a conversation.</summary>
internal enum SpanKind
{
    Unspecified,
    Internal,
    Server,
    Client,
    Producer,
    Consumer,
}

/// <summary>Something that happened at one moment of a span.</summary>
internal sealed record SpanEvent(DateTimeOffset At, string Name, IReadOnlyList<Attribute> Attributes);

/// <summary>Another span that this one has to do with, often of another trace.</summary>
internal sealed record SpanLink(string TraceId, string SpanId, IReadOnlyList<Attribute> Attributes);
