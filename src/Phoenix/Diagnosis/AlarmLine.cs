using System.Text.RegularExpressions;

namespace Phoenix.Diagnosis;

/// <summary>
/// Whether a line says of itself that something failed: a level of PostgreSQL (in the languages of its translations), pgBackRest, logrus, slog, zap, klog or Terraform, an error
/// class of pgBackRest, the last words of a program in Go.
/// </summary>
internal static partial class AlarmLine
{
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.Multiline;

    // A level stands alone: ERROR_LOG=..., "0 ERRORS" and error_count are none. Terraform draws a bar before its lines; logs begin with a time.
    private const string Alarm =
        """(?:^|[\s\[|"':│])(?:ERROR|FATAL|PANIC)(?:[:\]|]|\s+\S|$)|"(?:level|severity|lvl)"\s*:\s*"(?:error|fatal|d?panic|ERROR|FATAL)"|\blevel=(?:error|fatal|panic|ERROR|FATAL)\b|\[[A-Z][A-Za-z]+Error\]|(?:^|Z |[│|F] )\s*(?:Error|error|panic|fatal|fatal error): \S|(?:^|Z )Error from server|(?:^|[Z F] |\s)[EF](?:0[1-9]|1[0-2])[0-3][0-9] [0-2][0-9]:[0-5][0-9]:[0-5][0-9]\.[0-9]{6}\s|(?:^|\s)(?:FEHLER|PANIK|ERREUR|ERRO|ERRORE|PANICO|PÂNICO|FEL|CHYBA|HATA|BŁĄD|ОШИБКА|ВАЖНО|ПАНИКА|ПОМИЛКА|ФАТАЛЬНО|错误|致命错误|錯誤|오류|치명적오류):  """;

    // pgBackRest says below an error how often it was tried; with nothing behind it, it was the same error again.
    private const string Again = @"\A\s*\[[A-Z][A-Za-z]+Error\] on retry (?:after|at) [0-9]+(?:\.[0-9]+)?m?s\s*\z";

    private static readonly BoundedExpression Alarms = new(QuickAlarm, LinearAlarm);
    private static readonly BoundedExpression Repeats = new(QuickAgain, LinearAgain);

    // klog begins a line with its level's letter, month and day: E0210 14:54:03.123456.
    private static readonly string[] Months = ["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12"];

    /// <summary>Texts of which one stands in every alarm.</summary>
    internal static readonly string[] Literals =
    [
        "ERROR", "FATAL", "PANIC", "rror: ", "Error]", "Error from server", "level=error", "level=fatal", "level=panic", "error\"", "fatal\"", "panic\"", "error\\\"", "fatal\\\"", "panic\\\"",
        "panic: ", "fatal: ",
        "FEHLER:  ", "PANIK:  ", "ERREUR:  ", "ERRO:  ", "ERRORE:  ", "PANICO:  ", "PÂNICO:  ", "FEL:  ", "CHYBA:  ", "HATA:  ", "BŁĄD:  ", "ОШИБКА:  ", "ВАЖНО:  ", "ПАНИКА:  ", "ПОМИЛКА:  ", "ФАТАЛЬНО:  ", "错误:  ", "錯誤:  ", "오류:  ",
        .. Months.SelectMany(m => (string[])["E" + m, "F" + m]),
    ];

    /// <summary>Whether one of the readings of a line is an alarm.</summary>
    internal static bool IsIn(LineReadings readings)
    {
        for (int i = 0; i < readings.Count; i++)
        {
            if (Alarms.IndexIn(readings[i]) >= 0 && Repeats.IndexIn(readings[i]) < 0)
            {
                return true;
            }
        }

        return false;
    }

    [GeneratedRegex(Alarm, Options, BoundedExpression.Patience)]
    private static partial Regex QuickAlarm();

    [GeneratedRegex(Alarm, Options | RegexOptions.NonBacktracking)]
    private static partial Regex LinearAlarm();

    [GeneratedRegex(Again, Options, BoundedExpression.Patience)]
    private static partial Regex QuickAgain();

    [GeneratedRegex(Again, Options | RegexOptions.NonBacktracking)]
    private static partial Regex LinearAgain();
}
