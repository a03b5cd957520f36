using Xunit;

namespace Phoenix.Tests.Shape;

/// <summary>One public type a file, named like the file. A closed family (an abstract record and what derives from it) counts as one.</summary>
public sealed class PublicTypeTests
{
    [Fact]
    public void Every_file_of_src_holds_one_public_type()
    {
        Assert.Empty(Clone.Sources("src").SelectMany(Crowded));
    }

    [Theory]
    [InlineData("A.cs", "public sealed class A { }\npublic sealed class B { }", true)]
    [InlineData("A.cs", "public enum A { X }\npublic sealed record B(int C);", true)]
    [InlineData("A.cs", "public sealed class B { }", true)]
    [InlineData("A.cs", "public abstract record A(int X);\npublic sealed record B(int X) : A(X);\npublic sealed class C { }", true)]
    [InlineData("A.cs", "public abstract record A(int X);\npublic sealed record B(int X) : A(X);\npublic sealed record C() : A(1);", false)]
    [InlineData("A.cs", "public sealed class A { public sealed class Nested { } }\ninternal sealed class B { }", false)]
    [InlineData("A.Parsing.cs", "public sealed partial class A { }", false)]
    public void A_second_public_type_is_found(string name, string text, bool found)
    {
        Assert.Equal(found, Crowded(new SourceFile("src/Phoenix/" + name, text)).Any());
    }

    private static IEnumerable<string> Crowded(SourceFile file)
    {
        TypeDeclaration[] types = [.. TypeDeclaration.In(file).Where(type => !type.Nested && type.Is("public"))];
        if (types.Length == 0)
        {
            yield break;
        }

        TypeDeclaration? family = types.FirstOrDefault(type => type.Is("abstract") && type.Kind.StartsWith("record", StringComparison.Ordinal));
        TypeDeclaration head = family ?? types[0];
        foreach (TypeDeclaration other in types.Where(type => type != head && (family is null || !Derives(type, family))))
        {
            yield return $"{other.Where}: {other.Name} is a second public type beside {head.Name}";
        }

        if (Path.GetFileName(file.Path).Split('.')[0] != head.Name)
        {
            yield return $"{head.Where}: {head.Name} is not what the file is named after";
        }
    }

    private static bool Derives(TypeDeclaration type, TypeDeclaration from) =>
        type.Bases.Split('(', ',', '<', ' ', '\n')[0] == from.Name;
}
