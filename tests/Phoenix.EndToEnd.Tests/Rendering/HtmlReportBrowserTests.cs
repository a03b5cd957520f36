using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Phoenix.Cli.Rendering.Html;
using Phoenix.Journal;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Rendering;

/// <summary>The page in a real browser, where one is installed.</summary>
public sealed partial class HtmlReportBrowserTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("phoenix-browser-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(360)]
    [InlineData(1280)]
    public async Task Nothing_sticks_out_at_the_side_and_every_bar_lies_on_its_track(int width)
    {
        // A word without a blank is what breaks narrow pages.
        Evidence evidence = HostileRun.Of("a" + new string('w', 200));
        string measured = (await DumpAsync(Framed(HtmlReport.Render(evidence), width), width)).Output;
        Match m = Measured().Match(measured);
        Assert.True(m.Success, measured);
        int[] values = [.. m.Groups[1].Value.Split(' ').Select(v => int.Parse(v, CultureInfo.InvariantCulture))];
        Assert.Equal(width, values[0]);
        Assert.True(values[1] <= width, $"the page is {values[1]} px wide on {width} px");
        Assert.True(values[2] > 1000, $"the page is {values[2]} px high only");
        Assert.True(values[3] > 5, "no bars");
        Assert.Equal(0, values[4]);
    }

    [Theory]
    [InlineData("0", "17, 20, 23")]
    [InlineData("1", "255, 255, 255")]
    public async Task It_follows_the_readers_choice_of_dark_or_light(string scheme, string background)
    {
        string page = (await DumpAsync(Framed(HtmlReport.Render(EvidenceBuilder.Build(Runs.Proven(1), JournalHead.Empty)), 800), 800, $"--blink-settings=preferredColorScheme={scheme}")).Output;
        Assert.Contains($"rgb({background})", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_can_be_photographed_as_it_is()
    {
        string picture = Path.Combine(_folder.FullName, "page.png");
        await DumpAsync(HtmlReport.Render(EvidenceBuilder.Build(Runs.Proven(3), JournalHead.Empty)), 360, $"--screenshot={picture}");
        byte[] png = File.ReadAllBytes(picture);
        Assert.Equal("PNG"u8.ToArray(), png[1..4]);
        Assert.Equal(360, System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)));
        Assert.True(png.Length > 5000, "an empty picture compresses to less");
    }

    // In a frame, because a browser's window cannot be made as narrow as a phone; the page, which forbids scripts, stays as it is.
    private static string Framed(string page, int width) => string.Create(CultureInfo.InvariantCulture, $$"""
        <!DOCTYPE html><meta charset="utf-8"><body><iframe style="width:{{width}}px;height:2000px;border:0" srcdoc="{{WebUtility.HtmlEncode(page)}}"></iframe>
        <script>
        onload = () => {
          const frame = document.querySelector('iframe'), inner = frame.contentDocument, root = inner.documentElement;
          const outside = [...inner.querySelectorAll('.bar')].filter(b => {
            const bar = b.getBoundingClientRect(), track = b.parentElement.getBoundingClientRect();
            return bar.left < track.left - 1 || bar.right > track.right + 3 || bar.width < 1;
          }).length;
          document.body.dataset.measured = [frame.contentWindow.innerWidth, root.scrollWidth, root.scrollHeight, inner.querySelectorAll('.bar').length, outside].join(' ');
          document.body.dataset.background = frame.contentWindow.getComputedStyle(inner.body).backgroundColor;
        };
        </script></body>
        """);

    private async Task<(string Output, string Error)> DumpAsync(string page, int width, params string[] more)
    {
        string browser = new[] { "/usr/bin/chromium", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists) ?? "";
        if (browser.Length == 0)
        {
            Assert.Skip("no Chromium is installed (apt-get install chromium), so the page was not looked at in a browser");
        }

        string file = Path.Combine(_folder.FullName, "page.html");
        await File.WriteAllTextAsync(file, page);
        ProcessStartInfo start = new(
            browser,
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", $"--user-data-dir={Path.Combine(_folder.FullName, "profile")}",
                string.Create(CultureInfo.InvariantCulture, $"--window-size={width},2000"), .. more, .. more.Any(m => m.StartsWith("--screenshot", StringComparison.Ordinal)) ? Array.Empty<string>() : ["--dump-dom"],
                "file://" + file,
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        using CancellationTokenSource late = new(Limit);
        Task<string> output = process.StandardOutput.ReadToEndAsync(late.Token);
        Task<string> error = process.StandardError.ReadToEndAsync(late.Token);
        try
        {
            await process.WaitForExitAsync(late.Token);
            return (await output, await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    [GeneratedRegex("data-measured=\"([0-9 ]+)\"")]
    private static partial Regex Measured();
}
