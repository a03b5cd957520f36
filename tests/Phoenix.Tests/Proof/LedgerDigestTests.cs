using System.Buffers.Binary;
using System.Security.Cryptography;
using Phoenix.Proof;
using Xunit;

namespace Phoenix.Tests.Proof;

public sealed class LedgerDigestTests
{
    private static readonly Guid Run = new("0194f3c8-2a6e-7c3b-9f00-0123456789ab");

    // The layout is on record in every ledger that was ever sealed: it cannot change unseen.
    [Fact]
    public void Is_the_beginning_of_sha_256_over_all_columns_big_endian()
    {
        byte[] columns = Convert.FromHexString("0194f3c82a6e7c3b9f000123456789ab" + "00000002" + "00000003" + "0000000000000004" + "0000000000000005" + "00000006" + "00000007" + "0000000000000008");

        Assert.Equal(BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(columns)), LedgerDigest.Compute(Run, 2, 3, 4, 5, 6, 7, 8));
    }
}
