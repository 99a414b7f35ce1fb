using Telemetry.Ingestion.Instances;

namespace Telemetry.Tests.Ingestion;

public sealed class ApplicationSlugTests
{
    [Theory]
    [InlineData("Ghost", "ghost")]
    [InlineData("ghost", "ghost")]
    [InlineData(" Ghost ", "ghost")]
    [InlineData("My App 2.0", "my-app-2-0")]
    [InlineData("my--app__x", "my-app-x")]
    [InlineData("a./-_ b", "a-b")]
    [InlineData("-x-", "x")]
    public void A_slug_has_only_lower_case_letters_digits_and_single_hyphens(string name, string slug) =>
        Assert.Equal(slug, ApplicationSlug.Of(name));

    [Fact]
    public void A_name_that_loses_characters_gets_a_stable_hash()
    {
        Assert.Equal("c-951a4d36", ApplicationSlug.Of("C#"));
        Assert.Matches("^c-[0-9a-f]{8}$", ApplicationSlug.Of("C++"));
        Assert.Matches("^[0-9a-f]{8}$", ApplicationSlug.Of("日本"));
        Assert.Matches("^[0-9a-f]{8}$", ApplicationSlug.Of("---"));
    }

    [Fact]
    public void Names_that_differ_only_in_lost_characters_get_different_slugs()
    {
        string[] names = ["C", "C#", "C++", "日本", "中国", "---", "...", "caf\u00e9", "caf"];

        Assert.Equal(names.Length, names.Select(ApplicationSlug.Of).Distinct().Count());
    }
}
