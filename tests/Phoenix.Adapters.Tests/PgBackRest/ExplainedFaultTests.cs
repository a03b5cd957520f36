using Phoenix.Adapters.PgBackRest;
using Phoenix.Diagnosis;
using Xunit;

namespace Phoenix.Adapters.Tests.PgBackRest;

/// <summary>An error of pgBackRest is explained in Phoenix's wording of it as in its own.</summary>
public sealed class ExplainedFaultTests
{
    [Fact]
    public void Every_message_that_becomes_an_error_is_explained()
    {
        List<string> lost = [];
        int looked = 0;
        foreach (KnownFailure known in FailureCatalogue.Shipped.All.Where(f => f.Component is "pgbackrest" or "s3" && f.When.Count == 0))
        {
            foreach (string message in known.Matches.Where(m => PgBackRestFault.Find(m) is not null))
            {
                looked++;
                string error = PgBackRestFaults.Translate("pgbackrest restore", PgBackRestFault.Find(message)!).Message;
                if (KnownCause.In(error) is null)
                {
                    lost.Add($"{known.Id}: {error}");
                }
            }
        }

        Assert.True(looked > 40, $"only {looked}");
        Assert.Empty(lost);
    }
}
