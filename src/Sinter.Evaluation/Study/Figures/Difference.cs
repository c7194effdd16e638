namespace Sinter.Evaluation;

/// <summary>How much higher one row is than another in a column, with a bootstrap interval that holds 95 % of the draws.</summary>
/// <param name="Column">The column.</param>
/// <param name="Mean">Over the seeds that both have.</param>
/// <param name="Low">The interval's lower end.</param>
/// <param name="High">Its upper end.</param>
internal sealed record Difference(StudyColumn Column, double Mean, double Low, double High)
{
    /// <summary>Whether the interval tells the rows apart.</summary>
    public bool ExcludesZero => Low > 0 || High < 0;
}
