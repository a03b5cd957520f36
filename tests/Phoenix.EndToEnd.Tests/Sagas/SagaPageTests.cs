using System.Reflection;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Sagas;

/// <summary>docs/sagas.md has each saga once.</summary>
public sealed class SagaPageTests
{
    private static readonly Type[] Tellers = [typeof(ConfigurationSagaTests), typeof(EndpointSagaTests), typeof(RecoverySagaTests), typeof(TakeoverSagaTests)];

    [Fact]
    public void The_page_has_a_section_for_each_saga_and_each_ends_proven()
    {
        IReadOnlyList<(string Name, string Text)> sections = SagaPage.Sections();
        int sagas = Tellers.SelectMany(t => t.GetMethods()).Count(m => m.GetCustomAttribute<FactAttribute>() is not null);
        Assert.Equal(sagas, sections.Select(s => s.Name).Distinct().Count());
        Assert.Equal(sagas, sections.Count);
        Assert.All(sections, s => Assert.Contains("**Proven**", s.Text, StringComparison.Ordinal));
        Assert.All(sections, s => Assert.Contains("$ phoenix explain ", s.Text, StringComparison.Ordinal));
        Assert.All(sections, s => Assert.Matches("\\$ phoenix (check|lint) ", s.Text));
    }
}
