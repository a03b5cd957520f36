using Xunit;

namespace Phoenix.Tests.Shape;

/// <summary>The core reaches for nothing outside: the analyzer's list holds what it must, and is wired in as an error.</summary>
public sealed class BannedSymbolsTests
{
    private static readonly string[] Required =
    [
        "T:System.Diagnostics.Process",
        "T:System.Diagnostics.ProcessStartInfo",
        "T:System.IO.File",
        "T:System.IO.FileInfo",
        "T:System.IO.FileStream",
        "T:System.IO.Directory",
        "T:System.IO.DirectoryInfo",
        "T:System.Net.Http.HttpClient",
        "P:System.DateTime.Now",
        "P:System.DateTime.UtcNow",
        "P:System.DateTimeOffset.Now",
        "P:System.DateTimeOffset.UtcNow",
        "T:System.Diagnostics.Stopwatch",
        "M:System.Threading.Thread.Sleep(System.Int32)",
    ];

    [Fact]
    public void The_core_bans_the_outside_world()
    {
        Assert.Empty(Missing(Clone.Read("src/Phoenix/BannedSymbols.txt")));
    }

    [Fact]
    public void The_list_is_given_to_the_analyzer_and_breaks_the_build()
    {
        Assert.Contains("<AdditionalFiles Include=\"BannedSymbols.txt\" />", Clone.Read("src/Phoenix/Phoenix.csproj"), StringComparison.Ordinal);
        Assert.Contains("dotnet_diagnostic.RS0030.severity = error", Clone.Read(".editorconfig"), StringComparison.Ordinal);
        Assert.DoesNotContain("RS0030", string.Concat(Clone.Sources("src/Phoenix").Select(file => file.Text)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_ban_is_found()
    {
        string list = Clone.Read("src/Phoenix/BannedSymbols.txt").Replace("T:System.IO.File;", "T:System.IO.Filth;", StringComparison.Ordinal);

        Assert.Equal(["T:System.IO.File"], Missing(list));
    }

    private static IEnumerable<string> Missing(string list) => Required.Except(list.Split('\n').Select(line => line.Split(';')[0].Trim()));
}
