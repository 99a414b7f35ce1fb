using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;

namespace Telemetry.Dashboard.Pages.Runs;

internal sealed class LogModel(RunApi api) : PageModel
{
    private const int PageSize = 50;
    private const string DefaultSort = "-created";

    private static readonly string[] Statuses = ["success", "failed", "aborted", "unknown", "installing", "validation", "configuring"];
    private static readonly string[] Types = ["lxc", "vm", "turnkey", "pve", "addon", "tool"];
    private static readonly string[] Fields = ["created", "nsapp", "status", "type", "os_type"];

    [BindProperty(SupportsGet = true)]
    public QueryParameters Query { get; set; } = new();

    public Result Data { get; private set; } = null!;

    public async Task OnGetAsync(int? days, string? repo, string? slug, CancellationToken cancellationToken)
    {
        var view = RunView.Parse(Links.RunLog, days, repo, slug);
        var filter = new Filter(
            SearchText.Clean(Query.Q),
            Statuses.Contains(Query.Status) ? Query.Status : null,
            Types.Contains(Query.Type) ? Query.Type : null,
            SearchText.Clean(Query.Os),
            Query.Sort is { } sort && Fields.Contains(sort.StartsWith('-') ? sort[1..] : sort) ? sort : DefaultSort);
        var number = Paging.Clamp(Query.P);

        var page = await api.RecordsAsync(
            view.Scope,
            new()
            {
                Text = filter.Text.Length > 0 ? filter.Text : null,
                Status = filter.Status,
                Type = filter.Type,
                Os = filter.Os.Length > 0 ? filter.Os : null,
                Sort = filter.Sort,
                Page = number,
                Limit = PageSize,
            },
            cancellationToken);

        var parameters = filter.AddTo(RunView.QueryOf(view.Scope));
        var paging = new Paging("Runs", number, PageSize, page.Total, Links.RunLog, parameters);
        Data = new(
            view,
            filter,
            page.Records,
            await OpenAsync(page.Records, cancellationToken),
            Query.Open is not null,
            paging,
            parameters,
            [.. Fields.Select(field => SortLinkOf(field, filter.Sort, parameters))],
            new(Statuses, Types));
    }

    private static SortLink SortLinkOf(string field, string sort, IReadOnlyDictionary<string, string?> parameters) => SortLink.By(
        field,
        sort,
        isCurrent: sort.TrimStart('-') == field,
        descendsFirst: field == "created",
        next => QueryHelpers.AddQueryString(
            Links.RunLog, new Dictionary<string, string?>(parameters) { ["sort"] = next == DefaultSort ? null : next }) + "#runs");

    private async Task<RunDetail?> OpenAsync(IReadOnlyList<RunRecord> records, CancellationToken cancellationToken)
    {
        if (Query.Open is not { } id || records.FirstOrDefault(record => record.ExecutionId == id) is not { } record)
            return null;

        return await RunDetail.LoadAsync(api, record, cancellationToken);
    }

    internal sealed record QueryParameters
    {
        public string? Q { get; init; }

        public string? Status { get; init; }

        public string? Type { get; init; }

        public string? Os { get; init; }

        /// <summary>A field; a minus is descending.</summary>
        public string? Sort { get; init; }

        public int P { get; init; } = 1;

        /// <summary>The run to show in detail.</summary>
        public string? Open { get; init; }
    }

    /// <summary>WantsOpen is true if the query names a run, even an unknown one. Parameters are scope, filter and order.</summary>
    internal sealed record Result(
        RunView View, Filter Filter, IReadOnlyList<RunRecord> Records, RunDetail? Open, bool WantsOpen, Paging Paging,
        IReadOnlyDictionary<string, string?> Parameters, IReadOnlyList<SortLink> SortLinks, Choices Choices)
    {
        /// <summary>The address of the same page with another run in detail, or with none.</summary>
        public string WithOpen(string? id) => QueryHelpers.AddQueryString(Links.RunLog, new Dictionary<string, string?>(Parameters)
        {
            [Paging.Parameter] = Paging.Number > 1 ? $"{Paging.Number}" : null,
            ["open"] = id,
        }) + (id is null ? "#runs" : "#open");
    }

    internal sealed record Choices(IReadOnlyList<string> Statuses, IReadOnlyList<string> Types);

    internal sealed record Filter(string Text, string? Status, string? Type, string Os, string Sort)
    {
        public bool IsSet => Text.Length + Os.Length > 0 || Status is not null || Type is not null;

        public IReadOnlyDictionary<string, string?> AddTo(IReadOnlyDictionary<string, string?> parameters) =>
            new Dictionary<string, string?>(parameters)
            {
                ["q"] = Text.Length > 0 ? Text : null,
                ["status"] = Status,
                ["type"] = Type,
                ["os"] = Os.Length > 0 ? Os : null,
                ["sort"] = Sort == DefaultSort ? null : Sort,
            };
    }
}
