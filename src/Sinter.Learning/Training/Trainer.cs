namespace Sinter.Learning;

/// <summary>
/// Takes training steps: passes, backward, clipping, optimizer, schedule. A run is determined by its weights, its data order and its seed; neither the number of threads nor
/// stopping and resuming changes a bit.
/// </summary>
public sealed class Trainer
{
    private readonly Workspace _workspace;
    private readonly Optimizer _optimizer;
    private readonly Schedule _schedule;
    private readonly double? _clipNorm;

    /// <summary>A run at the optimizer's step.</summary>
    /// <param name="workspace">Threads and memory.</param>
    /// <param name="optimizer">Changes the weights.</param>
    /// <param name="schedule">The learning rate of each step.</param>
    /// <param name="clipNorm">The largest norm of a gradient; longer ones are scaled down. Null: no limit.</param>
    public Trainer(Workspace workspace, Optimizer optimizer, Schedule schedule, double? clipNorm = null)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(schedule);
        if (clipNorm is { } norm) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(norm, nameof(clipNorm));
        (_workspace, _optimizer, _schedule, _clipNorm) = (workspace, optimizer, schedule, clipNorm);
    }

    /// <summary>Steps taken; the number of the next one.</summary>
    public int StepCount => _optimizer.StepCount;

    /// <summary>One step down the gradient of a loss.</summary>
    /// <param name="loss">Runs a network in the pass and returns one number.</param>
    /// <exception cref="NetworkException">The loss or the gradient is not finite; the weights are as before.</exception>
    public TrainingStep Step(Func<Pass, Tensor> loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        _optimizer.Trainable.ClearGradients();
        using var pass = _workspace.BeginTraining();
        var result = loss(pass);
        pass.Backward(result);
        return Finish(result.Values[0]);
    }

    /// <summary>One step down the mean of several losses, one pass after the other: a mixed batch of several tasks that takes the memory of one.</summary>
    /// <param name="parts">How many losses.</param>
    /// <param name="loss">Makes loss number i, from 0.</param>
    /// <exception cref="NetworkException">A loss or the gradient is not finite; the weights are as before.</exception>
    public TrainingStep Step(int parts, Func<Pass, int, Tensor> loss)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parts, 1);
        ArgumentNullException.ThrowIfNull(loss);
        _optimizer.Trainable.ClearGradients();
        var sum = 0.0;
        for (var i = 0; i < parts; i++)
        {
            using var pass = _workspace.BeginTraining();
            var share = pass.WeightedSum((loss(pass, i), 1f / parts));
            pass.Backward(share);
            sum += share.Values[0];
        }

        return Finish(sum);
    }

    /// <summary>Writes weights, moments and the step count to one safetensors file; an existing one is replaced when the new one is complete.</summary>
    /// <exception cref="Checkpoints.CheckpointException">The file cannot be written.</exception>
    public void Save(string path) => TrainingState.Save(path, _optimizer);

    /// <summary>Goes on from a file that <see cref="Save"/> wrote.</summary>
    /// <exception cref="NetworkException">The file belongs to another network or optimizer.</exception>
    /// <exception cref="Checkpoints.CheckpointException">The file cannot be read.</exception>
    public void Resume(string path) => TrainingState.Load(path, _optimizer);

    private TrainingStep Finish(double loss)
    {
        var step = _optimizer.StepCount;
        var rate = _schedule.Rate(step);
        var norm = _optimizer.Step(rate, _clipNorm);
        return new TrainingStep(step, loss, rate, norm);
    }
}
