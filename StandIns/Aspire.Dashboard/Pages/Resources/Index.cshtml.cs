using Aspire.Dashboard.Feed;
using Aspire.Dashboard.Storage;

namespace Aspire.Dashboard.Pages.Resources;

/// <summary>How all resources are.</summary>
internal sealed class IndexModel(ResourceStore store) : LivePage
{
    public IReadOnlyList<ResourceSnapshot> Resources { get; private set; } = [];

    protected override string Version => $"{store.Version}";

    public void OnGet() => Resources = store.All();
}
