namespace Sinter.Training;

/// <summary>Whether the experts of a base can be merged: what <see cref="Mergeability"/> found.</summary>
/// <param name="Scores">One a task.</param>
/// <param name="Coefficients">Mean accuracy of Task Arithmetic at every coefficient tried.</param>
/// <param name="BestCoefficient">The coefficient with the highest mean accuracy; the smallest of equals.</param>
/// <param name="MeanCosine">Mean cosine between the task vectors of two experts; 0 for a single one.</param>
public sealed record FamilyReport(IReadOnlyList<FamilyScore> Scores, IReadOnlyList<(double Coefficient, double Accuracy)> Coefficients, double BestCoefficient, double MeanCosine)
{
    /// <summary>Mean accuracy of the base under the tasks' heads.</summary>
    public double Base => Scores.Average(static score => score.Base);

    /// <summary>Mean accuracy of the experts, each on its own task.</summary>
    public double Individual => Scores.Average(static score => score.Individual);

    /// <summary>Mean accuracy of the plain average.</summary>
    public double Average => Scores.Average(static score => score.Average);

    /// <summary>Mean accuracy of Task Arithmetic at the best coefficient.</summary>
    public double TaskArithmetic => Scores.Average(static score => score.TaskArithmetic);

    /// <summary>How much of what the experts gain Task Arithmetic keeps: (merged − base) / (individual − base).</summary>
    public double Recovery => (TaskArithmetic - Base) / (Individual - Base);

    /// <summary>Whether the best coefficient lies at an end of those tried, so that the true best may lie outside.</summary>
    public bool IsAtEdge => Coefficients.Count > 1 && (BestCoefficient == Coefficients[0].Coefficient || BestCoefficient == Coefficients[^1].Coefficient);
}
