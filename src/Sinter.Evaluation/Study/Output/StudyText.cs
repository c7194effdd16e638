using System.Globalization;

namespace Sinter.Evaluation;

/// <summary>Numbers of a study as text.</summary>
internal static class StudyText
{
    /// <summary>A value: percent with one decimal, or three decimals; a dash for none.</summary>
    public static string Value(StudyColumn column, double value)
    {
        if (!double.IsFinite(value)) return "-";
        return column.Scale == 1 ? value.ToString(column.Key is "largest_class" or "nll" ? "F2" : "F3", CultureInfo.InvariantCulture) : (column.Scale * value).ToString("F1", CultureInfo.InvariantCulture);
    }

    /// <summary>Mean and deviation over seeds.</summary>
    public static string Spread(StudyColumn column, Spread spread) =>
        double.IsFinite(spread.Deviation) && double.IsFinite(spread.Mean) ? $"{Value(column, spread.Mean)} ± {Value(column, spread.Deviation)}" : Value(column, spread.Mean);

    /// <summary>A difference with its interval, and a star where it excludes 0.</summary>
    public static string Difference(Difference difference) =>
        $"{Signed(difference.Column, difference.Mean)} [{Signed(difference.Column, difference.Low)}, {Signed(difference.Column, difference.High)}]{(difference.ExcludesZero ? " *" : "")}";

    private static string Signed(StudyColumn column, double value)
    {
        var text = Value(column, Math.Abs(value));
        return text.Any(static c => c is > '0' and <= '9') ? (value < 0 ? "-" : "+") + text : text;
    }
}
