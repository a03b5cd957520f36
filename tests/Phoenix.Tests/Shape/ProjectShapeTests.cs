using System.Xml.Linq;
using Xunit;

namespace Phoenix.Tests.Shape;

/// <summary>Who may look at whom (design, "Projects, and which way they may look").</summary>
public sealed class ProjectShapeTests
{
    private static readonly Dictionary<string, string[]> AllowedReferences = new()
    {
        ["Phoenix"] = [],
        ["Phoenix.Manifests"] = ["Phoenix"],
        ["Phoenix.Adapters"] = ["Phoenix"],
        ["Phoenix.Kubernetes"] = ["Phoenix", "Phoenix.Adapters"], // a cluster's layers have the same scope, and its database is read by the same queries
        ["Phoenix.Streaming"] = ["Phoenix"],
        ["Phoenix.Web"] = ["Phoenix"],
        ["Phoenix.Lab"] = ["Phoenix", "Phoenix.Adapters"], // the lab raises real servers through the adapters
        ["Phoenix.Cli"] = ["Phoenix", "Phoenix.Manifests", "Phoenix.Adapters", "Phoenix.Kubernetes", "Phoenix.Lab"],
    };

    // A package that is named here may be used by these projects of src only.
    private static readonly Dictionary<string, string[]> PackageOwners = new()
    {
        ["YamlDotNet"] = ["Phoenix.Manifests"],
        ["KubernetesClient"] = ["Phoenix.Kubernetes"],
        ["Npgsql"] = ["Phoenix.Adapters"],
        ["AWSSDK.S3"] = ["Phoenix.Adapters"],
        ["Polly.Core"] = ["Phoenix.Adapters", "Phoenix.Kubernetes"],
        ["Spectre.Console"] = ["Phoenix.Cli"],
        ["System.CommandLine"] = ["Phoenix.Cli"],
        ["OpenTelemetry"] = ["Phoenix.Cli"],
        ["OpenTelemetry.Exporter.OpenTelemetryProtocol"] = ["Phoenix.Cli"],
    };

    private static readonly string[] CorePackages = ["Microsoft.Extensions.Logging.Abstractions", "Microsoft.CodeAnalysis.BannedApiAnalyzers"];
    private static readonly string[] MockingFrameworks = ["Moq", "NSubstitute", "FakeItEasy", "Rhino.Mocks", "JustMock"];

    [Fact]
    public void Projects_look_only_where_they_may()
    {
        List<string> projects = [.. Clone.Files("src", "*.csproj"), .. Clone.Files("tests", "*.csproj"), .. Clone.Files("bench", "*.csproj"), .. Clone.Files("eng", "*.csproj")];
        Assert.True(projects.Count >= 8, "the search for projects finds too few");
        Assert.Empty(projects.SelectMany(path => Violations(path, Clone.Read(path))));
    }

    [Theory]
    [InlineData("src/Phoenix/Phoenix.csproj", "<ProjectReference Include='../Phoenix.Lab/Phoenix.Lab.csproj'/>")]
    [InlineData("src/Phoenix/Phoenix.csproj", "<PackageReference Include='Npgsql'/>")]
    [InlineData("src/Phoenix/Phoenix.csproj", "<FrameworkReference Include='Microsoft.AspNetCore.App'/>")]
    [InlineData("src/Phoenix.Adapters/Phoenix.Adapters.csproj", "<ProjectReference Include='../Phoenix.Cli/Phoenix.Cli.csproj'/>")]
    [InlineData("src/Phoenix.Adapters/Phoenix.Adapters.csproj", "<PackageReference Include='YamlDotNet'/>")]
    [InlineData("src/Phoenix.Cli/Phoenix.Cli.csproj", "<PackageReference Include='KubernetesClient'/>")]
    [InlineData("src/Phoenix.Cli/Phoenix.Cli.csproj", "<ProjectReference Include='../../tests/Phoenix.Testing/Phoenix.Testing.csproj'/>")]
    [InlineData("src/Phoenix.Web/Phoenix.Web.csproj", "<ProjectReference Include='../Phoenix.Adapters/Phoenix.Adapters.csproj'/>")]
    [InlineData("src/Phoenix.Other/Phoenix.Other.csproj", "")]
    [InlineData("src/Phoenix.Lab/Phoenix.Lab.csproj", "<PackageReference Include='Polly.Core'/>")]
    [InlineData("tests/Phoenix.Tests/Phoenix.Tests.csproj", "<PackageReference Include='NSubstitute'/>")]
    [InlineData("tests/Phoenix.Tests/Phoenix.Tests.csproj", "<ProjectReference Include='../Phoenix.EndToEnd.Tests/Phoenix.EndToEnd.Tests.csproj'/>")]
    [InlineData("tests/Phoenix.Tests/Phoenix.Tests.csproj", "<PackageReference Include='xunit.v3.mtp-v2' Version='1.0.0'/>")]
    public void A_forbidden_look_is_found(string path, string item)
    {
        Assert.NotEmpty(Violations(path, $"<Project><ItemGroup>{item}</ItemGroup></Project>"));
    }

    private static IEnumerable<string> Violations(string path, string text)
    {
        XDocument project = XDocument.Parse(text);
        string name = Path.GetFileNameWithoutExtension(path);
        bool isSource = path.StartsWith("src/", StringComparison.Ordinal);
        string[] references = [.. Items(project, "ProjectReference").Select(item => Path.GetFileNameWithoutExtension(item.Replace('\\', '/')))];
        string[] packages = [.. Items(project, "PackageReference")];

        if (isSource && !AllowedReferences.ContainsKey(name))
        {
            yield return $"{path}: the project is not in the table of who may look at whom";
        }

        string[] allowed = isSource ? AllowedReferences.GetValueOrDefault(name, []) : ["Phoenix.Testing", "Phoenix.KubeSim", "Phoenix.Castle", .. AllowedReferences.Keys];
        foreach (string reference in references.Except(allowed))
        {
            yield return $"{path}: may not refer to {reference}";
        }

        foreach (string package in packages)
        {
            if ((isSource && PackageOwners.TryGetValue(package, out string[]? owners) && !owners.Contains(name))
                || (name == "Phoenix" && !CorePackages.Contains(package))
                || MockingFrameworks.Contains(package))
            {
                yield return $"{path}: may not use {package}";
            }
        }

        if (name == "Phoenix" && Items(project, "FrameworkReference").Any())
        {
            yield return $"{path}: the core uses no shared framework but the base one";
        }

        if (project.Descendants("PackageReference").Any(item => item.Attribute("Version") is not null || item.Attribute("VersionOverride") is not null))
        {
            yield return $"{path}: versions belong into Directory.Packages.props";
        }
    }

    private static IEnumerable<string> Items(XDocument project, string kind) =>
        project.Descendants(kind).Select(item => (string?)item.Attribute("Include")).OfType<string>();
}
