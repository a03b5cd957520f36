using Phoenix.Stacks;
using Xunit;

namespace Phoenix.Tests.Stacks;

public sealed class NearestNameTests
{
    private static readonly string[] Names = ["platform", "engine", "database", "db"];

    [Theory]
    [InlineData("platfrom", "platform")]
    [InlineData("Engine", "engine")]
    [InlineData("databas", "database")]
    [InlineData("da", "db")]
    [InlineData("networking", null)]
    [InlineData("x", null)]
    [InlineData("", null)]
    public void The_nearest_name_is_found_where_one_is_near(string given, string? expected) => Assert.Equal(expected, NearestName.Of(given, Names));

    [Fact]
    public void Of_two_that_are_as_near_the_first_by_name_is_taken() => Assert.Equal("ab", NearestName.Of("aa", ["ac", "ab"]));

    [Fact]
    public void Without_names_there_is_none() => Assert.Null(NearestName.Of("a", []));
}
