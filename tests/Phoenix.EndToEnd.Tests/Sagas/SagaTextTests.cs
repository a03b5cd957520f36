using Xunit;

namespace Phoenix.EndToEnd.Tests.Sagas;

public sealed class SagaTextTests
{
    [Theory]
    [InlineData("backup 20261129-010203F, then 20261129-020304F, again 20261129-010203F", "backup FULL-1, then FULL-2, again FULL-1")]
    [InlineData("server 7711294080751904387, repository 7711294029119001891", "server CLUSTER-1, repository CLUSTER-2")]
    [InlineData("at 2026-11-29 01:02:03.123+00 and 2026-11-29 01:02:03Z", "at TIME and TIME")]
    [InlineData("<RequestTime>20261129T014240Z</RequestTime>", "<RequestTime>TIME</RequestTime>")]
    [InlineData("this machine is 0 s behind the endpoint", "this machine is 0 s off the endpoint")]
    [InlineData("--target=2037-01-01 00:00:00+00", "--target=2037-01-01 00:00:00+00")]
    [InlineData("000000010000000000000005-0123456789abcdef0123456789abcdef01234567.gz", "000000010000000000000005-SHA1.gz")]
    [InlineData("ends at 0/7000148 in one/archive", "ends at LSN in one/archive")]
    [InlineData("needs some 87 MiB (23 MiB of data)", "needs some N MiB (N MiB of data)")]
    [InlineData("archived 3 s ago; 1 files wait, 2 failures since", "archived some time ago; N files wait, some failures since")]
    [InlineData("restore command end: completed successfully (1234ms)", "restore command end: completed successfully")]
    [InlineData("key/value found outside of section at line 1: \u0001x?y", "key/value found outside of section at line 1: (what the wrong passphrase makes of it)")]
    [InlineData("8 fetched 1ec61af06fdb, on the server d86cf91f02ae;", "8 fetched HASH, on the server HASH;")]
    [InlineData("this machine is 1200 s ahead of the endpoint", "this machine is N s ahead of the endpoint")]
    [InlineData("key PHXABC at :43210 in '/lab/x/y'", "key KEY at :PORT in '/here/y'")]
    public void What_differs_from_run_to_run_is_replaced(string printed, string stable)
    {
        SagaText text = new([("PHXABC", "KEY"), ("43210", "PORT"), ("/lab", "/never"), ("/lab/x", "/here")]);
        Assert.Equal(stable, text.Stable(printed));
    }
}
