namespace Sinter.Evaluation;

/// <summary>Which routed models a study fits, and which rows it compares: a JSON file, see docs/study.md. The static rows are in every study.</summary>
public sealed class StudyPlan
{
    internal StudyPlan(string place, string title, string? shown, IReadOnlyList<PlanRow> rows, IReadOnlyList<(string First, string Second)> comparisons) =>
        (Place, Title, Shown, Rows, Comparisons) = (place, title, shown, rows, comparisons);

    /// <summary>Where it comes from, for messages.</summary>
    public string Place { get; }

    /// <summary>What the study is called.</summary>
    public string Title { get; }

    /// <summary>Its routed rows by name, in order.</summary>
    public IEnumerable<string> Names => Rows.Select(static row => row.Name);

    /// <summary>The row whose mixtures the page draws; null: the first.</summary>
    internal string? Shown { get; }

    internal IReadOnlyList<PlanRow> Rows { get; }

    internal IReadOnlyList<(string First, string Second)> Comparisons { get; }

    /// <summary>Reads a plan.</summary>
    /// <exception cref="EvaluationException">The file cannot be read or is no plan; the message says what was found and expected.</exception>
    public static StudyPlan Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return Parse(File.ReadAllText(path), path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new EvaluationException($"{path}: the plan cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Reads a plan from its text.</summary>
    /// <param name="text">JSON; comments are allowed.</param>
    /// <param name="place">What messages call it.</param>
    /// <exception cref="EvaluationException">It is no plan.</exception>
    public static StudyPlan Parse(string text, string place)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new PlanReader(place).Read(text);
    }
}
