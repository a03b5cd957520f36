using System.Text.RegularExpressions;
using Xunit;

namespace Phoenix.Tests.Shape;

/// <summary>No name that says nothing: a thing is called after what it does.</summary>
public sealed partial class NameTests
{
    [Fact]
    public void No_type_or_file_has_an_empty_name()
    {
        Assert.Empty(Clone.Sources("src", "tests", "bench", "eng").SelectMany(Empty));
    }

    [Theory]
    [InlineData("src/Phoenix/A.cs", "internal static class StringUtils { }")]
    [InlineData("src/Phoenix/A.cs", "public sealed class BackupManager { }")]
    [InlineData("src/Phoenix/A.cs", "public interface IHelper { }")]
    [InlineData("src/Phoenix/A.cs", "public sealed class A { private enum CommonKind { X } }")]
    [InlineData("src/Phoenix/Helpers/A.cs", "public sealed class A { }")]
    [InlineData("src/Phoenix.Common/A.cs", "public sealed class A { }")]
    public void An_empty_name_is_found(string path, string text)
    {
        Assert.NotEmpty(Empty(new SourceFile(path, text)));
    }

    [Fact]
    public void A_name_that_says_something_is_let_through()
    {
        Assert.Empty(Empty(new SourceFile("src/Phoenix/CommitLog.cs", "// a helper would be a Manager\npublic sealed class CommitLog { }")));
    }

    private static IEnumerable<string> Empty(SourceFile file) =>
        TypeDeclaration.In(file).Where(type => Word().IsMatch(type.Name)).Select(type => $"{type.Where}: {type.Name}")
            .Concat(Word().IsMatch(file.Path) ? [$"{file.Path}: the path"] : []);

    [GeneratedRegex("(Util|Utils|Utilities|Helper|Helpers|Manager|Managers|Common)(?![a-z])")]
    private static partial Regex Word();
}
