namespace Sinter.Merging;

/// <summary>Gathers problems, so that a user sees all of them at once.</summary>
internal sealed class RecipeProblems
{
    private const int Maximum = 20;
    private readonly List<RecipeProblem> _problems = [];

    public IReadOnlyList<RecipeProblem> All => _problems;

    public bool Any => _problems.Count > 0;

    public void Add(RecipeError kind, RecipePosition position, string message)
    {
        var problem = new RecipeProblem(kind, $"{position}: {message}");
        if (_problems.Count < Maximum && !_problems.Contains(problem)) _problems.Add(problem);
    }

    /// <exception cref="RecipeException">There are problems; the message is the first one's.</exception>
    public void ThrowIfAny()
    {
        if (!Any) return;
        var rest = _problems.Count - 1;
        var message = _problems[0].Message + rest switch { 0 => string.Empty, 1 => " (and 1 more problem)", _ => $" (and {rest} more problems)" };
        throw new RecipeException(_problems[0].Kind, message) { Problems = _problems };
    }

    public static RecipeException Single(RecipeError kind, RecipePosition position, string message) => new(kind, $"{position}: {message}");
}
