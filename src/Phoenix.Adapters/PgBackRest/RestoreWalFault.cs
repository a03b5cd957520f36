using System.Globalization;
using System.Text.RegularExpressions;
using Phoenix.Errors;

namespace Phoenix.Adapters.PgBackRest;

/// <summary>Tells a recovery that stopped because its <c>restore_command</c> could not reach the repository from one that stopped for another reason.</summary>
public static partial class RestoreWalFault
{
    /// <summary>The same error under the code of its cause, when the server's last words name one; else the error itself.</summary>
    /// <param name="ended">What was thrown because the server ended in recovery.</param>
    public static PhoenixException Name(PhoenixException ended)
    {
        ArgumentNullException.ThrowIfNull(ended);
        Match words = Umbrella().Match(ended.Message);
        if (!words.Success)
        {
            return ended;
        }

        bool denied = (words.Groups["status"].Success && int.Parse(words.Groups["status"].ValueSpan, CultureInfo.InvariantCulture) is 401 or 403)
            || words.Groups["code"].Value is "ExpiredToken" or "InvalidToken" or "TokenRefreshRequired";
        return denied
            ? new PhoenixException(ErrorCode.RepositoryDenied, ended.Message, "Check the keys that the restore uses and this machine's clock; then run again.", ended)
            : new PhoenixException(ErrorCode.RepositoryUnavailable, ended.Message, "The endpoint failed during recovery: wait until it works and run again.", ended);
    }

    // 103 is pgBackRest's end for every repository that it could not reach, 42 for one that answered for other files; the cause stands behind it.
    [GeneratedRegex(@"restore_command: [^|]*pgBackRest ended with 103:[^|]*?(?:\[(?<status>[1-5]\d\d)\]|ConnectError|unable to connect|timeout)|restore_command: [^|]*HTTP request failed with (?<status>[1-5]\d\d) [^|]*?(?:\((?<code>[A-Za-z]+)\) \||\|)")]
    private static partial Regex Umbrella();
}
