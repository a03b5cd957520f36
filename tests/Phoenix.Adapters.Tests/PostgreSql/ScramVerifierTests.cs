using Phoenix.Adapters.PostgreSql;
using Xunit;

namespace Phoenix.Adapters.Tests.PostgreSql;

public sealed class ScramVerifierTests
{
    // Password and salt of the exchange in RFC 7677; keys computed with another implementation.
    private const string Pencil = "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";

    [Fact]
    public void A_verifier_fits_its_own_password_only()
    {
        Assert.True(ScramVerifier.Fits(Pencil, "pencil"));
        Assert.False(ScramVerifier.Fits(Pencil, "Pencil"));
        Assert.False(ScramVerifier.Fits(Pencil.Replace("4096", "4095", StringComparison.Ordinal), "pencil"));
        Assert.True(ScramVerifier.Fits(ScramVerifier.Make("s3cret"), "s3cret"));
        Assert.NotEqual(ScramVerifier.Make("s3cret"), ScramVerifier.Make("s3cret"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("md5a6343a68d964ca596d9752250d54bb8a")]
    [InlineData("SCRAM-SHA-256$0:W22ZaJ0SNY7soEsUEjb6gQ==$a:b")]
    [InlineData("SCRAM-SHA-256$4096:no base64$a:b")]
    public void What_is_no_verifier_fits_nothing(string? verifier) => Assert.False(ScramVerifier.Fits(verifier, "pencil"));

    [Fact]
    public async Task A_server_takes_it_for_the_password()
    {
        await using TestServer test = await TestServer.CreateAsync();
        await test.AskAsync($"CREATE ROLE reborn LOGIN PASSWORD '{ScramVerifier.Make("s3cret")}'");
        Assert.True(ScramVerifier.Fits(await test.AskAsync("SELECT rolpassword FROM pg_authid WHERE rolname = 'reborn'"), "s3cret"));
        await using Npgsql.NpgsqlConnection connection = new($"Host=localhost;Port={test.Server.Place.Port};Username=reborn;Password=s3cret;Database=postgres");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
    }
}
