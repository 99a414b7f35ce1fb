using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using Telemetry.Dashboard.Api;
using Telemetry.Dashboard.Display;

namespace Telemetry.Dashboard.Pages.Runs;

/// <summary>The runs one by one: filters, order, pages, and one of them in detail.</summary>
public sealed class LogModel(RunApi api) : PageModel
{
    private const int PageSize = 50;
    private const string DefaultSort = "-created";

    private static readonly string[] Statuses = ["success", "failed", "aborted", "unknown", "installing", "validation", "configuring"];
    private static readonly string[] Types = ["lxc", "vm", "turnkey", "pve", "addon", "tool"];
    private static readonly string[] Fields = ["created", "nsapp", "status", "type", "os_type"];

    /// <summary>What was asked for.</summary>
    [BindProperty(SupportsGet = true)]
    public Query Asked { get; set; } = new();

    /// <summary>What is shown.</summary>
    public Result Shown { get; private set; } = null!;

    /// <summary>Shows the page.</summary>
    public async Task OnGetAsync(int? days, string? repo, string? slug, CancellationToken cancellationToken)
    {
        var view = RunView.Of(Links.RunLog, days, repo, slug);
        var filter = new Filter(
            SearchText.Clean(Asked.Q),
            Statuses.Contains(Asked.Status) ? Asked.Status : null,
            Types.Contains(Asked.Type) ? Asked.Type : null,
            SearchText.Clean(Asked.Os),
            Asked.Sort is { } sort && (Fields.Contains(sort) || (sort is ['-', .. var field] && Fields.Contains(field))) ? sort : DefaultSort);
        var number = Paging.Clamp(Asked.P);

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

        var query = filter.With(RunView.QueryOf(view.Scope));
        var paging = new Paging("Runs", number, PageSize, page.Total, Links.RunLog, query);
        Shown = new(
            view,
            filter,
            page.Records,
            await OpenAsync(page.Records, cancellationToken),
            Asked.Open is not null,
            paging,
            query,
            [.. Fields.Select(field => new Order(field, filter.Sort, query))],
            new(Statuses, Types));
    }

    private async Task<RunDetail?> OpenAsync(IReadOnlyList<RunRecord> records, CancellationToken cancellationToken)
    {
        if (Asked.Open is not { } id || records.FirstOrDefault(record => record.ExecutionId == id) is not { } record)
            return null;

        return await RunDetail.OfAsync(api, record, cancellationToken);
    }

    /// <summary>What was asked for.</summary>
    public sealed record Query
    {
        /// <summary>Part of the script's name.</summary>
        public string? Q { get; init; }

        /// <summary>One status.</summary>
        public string? Status { get; init; }

        /// <summary>One type.</summary>
        public string? Type { get; init; }

        /// <summary>One operating system.</summary>
        public string? Os { get; init; }

        /// <summary>A field; a minus is descending.</summary>
        public string? Sort { get; init; }

        /// <summary>The page's number, from 1.</summary>
        public int P { get; init; } = 1;

        /// <summary>The run to show in detail.</summary>
        public string? Open { get; init; }
    }

    /// <summary>What is shown.</summary>
    /// <param name="View">Which runs.</param>
    /// <param name="Filter">What they are narrowed to.</param>
    /// <param name="Records">A page of them.</param>
    /// <param name="Open">One of them in detail, or null.</param>
    /// <param name="WantsOpen">Whether one was asked for.</param>
    /// <param name="Paging">Where the page is.</param>
    /// <param name="Query">Scope, filter and order as parameters.</param>
    /// <param name="Orders">What it can be sorted by.</param>
    /// <param name="Choices">What it can be narrowed to.</param>
    public sealed record Result(
        RunView View, Filter Filter, IReadOnlyList<RunRecord> Records, RunDetail? Open, bool WantsOpen, Paging Paging, IReadOnlyDictionary<string, string?> Query,
        IReadOnlyList<Order> Orders, Choices Choices)
    {
        /// <summary>The same page with another run in detail, or none.</summary>
        public string Opening(string? id) => QueryHelpers.AddQueryString(Links.RunLog, new Dictionary<string, string?>(Query)
        {
            [Paging.Parameter] = Paging.Number > 1 ? $"{Paging.Number}" : null,
            ["open"] = id,
        }) + (id is null ? "#runs" : "#open");
    }

    /// <summary>What can be chosen.</summary>
    public sealed record Choices(IReadOnlyList<string> Statuses, IReadOnlyList<string> Types);

    /// <summary>What the list is narrowed to, and its order.</summary>
    public sealed record Filter(string Text, string? Status, string? Type, string Os, string Sort)
    {
        /// <summary>Whether it is narrowed at all.</summary>
        public bool IsSet => Text.Length + Os.Length > 0 || Status is not null || Type is not null;

        /// <summary>As parameters, beside others.</summary>
        public IReadOnlyDictionary<string, string?> With(IReadOnlyDictionary<string, string?> others) => new Dictionary<string, string?>(others)
        {
            ["q"] = Text.Length > 0 ? Text : null,
            ["status"] = Status,
            ["type"] = Type,
            ["os"] = Os.Length > 0 ? Os : null,
            ["sort"] = Sort == DefaultSort ? null : Sort,
        };
    }

    /// <summary>A way to sort the list.</summary>
    public sealed record Order
    {
        /// <summary>By a field, where the list is sorted in some way now.</summary>
        public Order(string field, string sort, IReadOnlyDictionary<string, string?> query)
        {
            var isCurrent = sort.TrimStart('-') == field;
            var isDescending = isCurrent && sort[0] == '-';
            Field = field;
            Aria = !isCurrent ? null : isDescending ? "descending" : "ascending";
            // The newest first is the first wish of who sorts by time; of everything else it is the alphabet.
            var next = isCurrent ? (isDescending ? field : $"-{field}") : field == "created" ? DefaultSort : field;
            Address = QueryHelpers.AddQueryString(Links.RunLog, new Dictionary<string, string?>(query) { ["sort"] = next == DefaultSort ? null : next }) + "#runs";
        }

        /// <summary>The field.</summary>
        public string Field { get; }

        /// <summary>ascending, descending, or null: the list is sorted by something else.</summary>
        public string? Aria { get; }

        /// <summary>Where it is sorted so, or the other way round if it is already.</summary>
        public string Address { get; }
    }
}
