namespace Sinter.Training;

/// <summary>Accuracies of one task of a family, 0 to 1, all under the head of the task's expert.</summary>
/// <param name="Task">The task.</param>
/// <param name="Base">The base's encoder.</param>
/// <param name="Individual">The task's expert.</param>
/// <param name="Average">The plain average of all experts.</param>
/// <param name="TaskArithmetic">Task Arithmetic at the best coefficient for the family.</param>
/// <param name="TaskVectorRatio">|τ| / |θ0| of the task's expert.</param>
public sealed record FamilyScore(string Task, double Base, double Individual, double Average, double TaskArithmetic, double TaskVectorRatio);
