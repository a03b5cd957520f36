using System.Reflection;
using System.Runtime.CompilerServices;
using Phoenix.Errors;
using Xunit;

namespace Phoenix.Tests.Shape;

/// <summary>Nothing can be inherited from that was not made for it: every class and record is sealed, static or abstract.</summary>
public sealed class SealedTypeTests
{
    [Fact]
    public void Every_class_of_src_is_sealed()
    {
        IReadOnlyList<SourceFile> files = Clone.Sources("src");

        Assert.True(files.SelectMany(TypeDeclaration.In).Count() > 50, "the search for types finds too few");
        Assert.Empty(files.SelectMany(Open));
    }

    // The compiled core is the second witness: the text rule sees every type that the compiler saw.
    [Fact]
    public void The_compiled_core_agrees()
    {
        Type[] types = [.. typeof(ErrorCatalogue).Assembly.GetTypes().Where(type => !type.IsDefined(typeof(CompilerGeneratedAttribute)) && Written(type))];
        HashSet<string> declared = [.. Clone.Sources("src/Phoenix").SelectMany(TypeDeclaration.In).Select(type => type.Name)];

        Assert.DoesNotContain(types, type => type is { IsClass: true, IsSealed: false, IsAbstract: false });
        Assert.DoesNotContain(types, type => !declared.Contains(type.Name.Split('`')[0]));
    }

    [Theory]
    [InlineData("public class Open { }", true)]
    [InlineData("internal record Open(int A);", true)]
    [InlineData("public record Open(Func<(int, int)> A)\n    : Base(1)\n{\n}", true)]
    [InlineData("public sealed class A\n{\n    private class Open : B { }\n}", true)]
    [InlineData("public partial class Open<T> where T : class { }", true)]
    [InlineData("public sealed class A { }", false)]
    [InlineData("public static partial class A { }", false)]
    [InlineData("public abstract record A\n{\n    public sealed record B : A;\n}", false)]
    [InlineData("public readonly record struct A(int B);", false)]
    [InlineData("// public class Open { }\npublic enum A { B }", false)]
    [InlineData("[Attr(\"x\")]\npublic sealed class A<T> where T : class { void F(string record) { } }", false)]
    public void An_open_class_is_found(string text, bool found)
    {
        Assert.Equal(found, Open(new SourceFile("src/Phoenix/A.cs", text)).Any());
    }

    private static IEnumerable<string> Open(SourceFile file) => TypeDeclaration.In(file)
        .Where(type => type.Kind is "class" or "record" or "record class" && !type.Is("sealed") && !type.Is("static") && !type.Is("abstract"))
        .Select(type => $"{type.Where}: {type.Name} is neither sealed nor abstract nor static");

    // Not what the compiler or a source generator adds (regular expressions, log messages, collection expressions).
    private static bool Written(Type type) => !type.Name.Contains('<', StringComparison.Ordinal)
        && type.Namespace?.StartsWith("Phoenix", StringComparison.Ordinal) == true
        && type.GetCustomAttribute<System.CodeDom.Compiler.GeneratedCodeAttribute>() is null
        && !type.IsSubclassOf(typeof(Delegate))
        && (type.DeclaringType is null || Written(type.DeclaringType));
}
