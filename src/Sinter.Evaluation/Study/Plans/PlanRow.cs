using Sinter.Routing;

namespace Sinter.Evaluation;

/// <summary>A row that a plan asks for: a routed model, or the static model of another row's mean mixture.</summary>
/// <param name="Name">Unique among all rows.</param>
/// <param name="Group">The table it stands in.</param>
/// <param name="Note">What is particular about it.</param>
/// <param name="Fit">How it is fitted; the seed is that of the run.</param>
/// <param name="Adaptation">What it is fitted on.</param>
/// <param name="MixtureOf">The row whose mean mixture this is, without a fit of its own; null for a routed model.</param>
internal sealed record PlanRow(string Name, string Group, string Note, FitOptions Fit, AdaptationOptions Adaptation, string? MixtureOf);
