using System.Security.Cryptography;
using Phoenix.Errors;
using Phoenix.Verification;
using Xunit;

namespace Phoenix.Tests.Verification;

public sealed class EvidenceKeyTests
{
    private static readonly Recorded Run = Recorded.At(0, null);

    [Fact]
    public void A_signature_holds_with_the_public_key_and_no_other()
    {
        using ECDsa pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using EvidenceKey signer = EvidenceKey.Read(pair.ExportPkcs8PrivateKeyPem(), "k", mustSign: true);
        using EvidenceKey reader = EvidenceKey.Read(pair.ExportSubjectPublicKeyInfoPem(), "k", mustSign: false);
        using ECDsa otherPair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using EvidenceKey other = EvidenceKey.Read(otherPair.ExportSubjectPublicKeyInfoPem(), "k", mustSign: false);
        byte[] signature = signer.Sign(Run.Evidence);
        RunRecord record = Run.Record() with { Signature = signature };

        Assert.Equal(CheckState.Passed, Signature(record, reader).State);
        Assert.Contains(reader.Fingerprint, Signature(record, reader).Detail, StringComparison.Ordinal);
        Assert.Equal(CheckState.Failed, Signature(record, other).State);
        Assert.Equal(CheckState.NotChecked, Signature(record, null).State);
        Assert.Equal(CheckState.Failed, Signature(record with { Signature = null }, reader).State);

        // Whoever can compute every hash anew still cannot make this.
        Recorded forged = Run.Forged(e => e with { ExitCode = 4 });
        Assert.Equal(CheckState.Failed, Signature(forged.Record() with { Signature = signature }, reader).State);
        for (int i = 0; i < signature.Length; i++)
        {
            byte[] edited = [.. signature];
            edited[i] ^= 0x10;
            Assert.Equal(CheckState.Failed, Signature(record with { Signature = edited }, reader).State);
        }
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")]
    public void What_is_no_key_is_refused(string pem) => Refused(pem, mustSign: false);

    [Fact]
    public void Another_curve_another_algorithm_and_a_public_key_for_signing_are_refused()
    {
        using ECDsa wide = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Refused(wide.ExportSubjectPublicKeyInfoPem(), mustSign: false);
        using RSA rsa = RSA.Create(2048);
        Refused(rsa.ExportSubjectPublicKeyInfoPem(), mustSign: false);
        using ECDsa pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Refused(pair.ExportSubjectPublicKeyInfoPem(), mustSign: true);
    }

    private static void Refused(string pem, bool mustSign)
    {
        PhoenixException e = Assert.Throws<PhoenixException>(() => EvidenceKey.Read(pem, "key.pem", mustSign));
        Assert.Equal(ErrorCode.Configuration, e.Code);
        Assert.StartsWith("key.pem is no ", e.Message, StringComparison.Ordinal);
    }

    private static RecordCheck Signature(RunRecord record, EvidenceKey? key) => RecordVerifier.Check(record, key).Single(c => c.Name == CheckName.Signature);
}
