using Phoenix.Adapters.Doctor;
using Xunit;

namespace Phoenix.Adapters.Tests.Doctor;

public sealed class RepositoryDoctorTests
{
    [Theory]
    [InlineData(0, FindingState.Ok, "0 s ahead of")]
    [InlineData(-29, FindingState.Ok, "29 s behind")]
    [InlineData(30, FindingState.Warning, "30 s ahead of")]
    [InlineData(-899, FindingState.Warning, "899 s behind")]
    [InlineData(-900, FindingState.Problem, "it refuses such requests")]
    [InlineData(86400, FindingState.Problem, "86400 s ahead of")]
    public void A_clock_is_judged_by_what_the_endpoint_makes_of_it(int seconds, FindingState state, string says)
    {
        DoctorFinding finding = RepositoryDoctor.Judge(TimeSpan.FromSeconds(seconds));

        Assert.Equal(state, finding.State);
        Assert.Contains(says, finding.Detail, StringComparison.Ordinal);
        Assert.Equal(state == FindingState.Ok, finding.Fix is null);
    }
}
