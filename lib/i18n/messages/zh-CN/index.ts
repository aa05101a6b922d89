import access from "./access.json";
import apiBudget from "./apiBudget.json";
import checkup from "./checkup.json";
import cli from "./cli.json";
import clusterAccess from "./clusterAccess.json";
import clusterCredential from "./clusterCredential.json";
import clusterRegistration from "./clusterRegistration.json";
import clusters from "./clusters.json";
import common from "./common.json";
import deployments from "./deployments.json";
import drift from "./drift.json";
import editor from "./editor.json";
import errors from "./errors.json";
import explanations from "./explanations.json";
import findings from "./findings.json";
import guards from "./guards.json";
import jobTemplates from "./jobTemplates.json";
import kubernetesDelivery from "./kubernetesDelivery.json";
import metricRelabel from "./metricRelabel.json";
import baseProblems from "./problems/base.json";
import bundleProblems from "./problems/bundle.json";
import changeProblems from "./problems/change.json";
import clusterProblems from "./problems/cluster.json";
import configProblems from "./problems/config.json";
import credentialProblems from "./problems/credential.json";
import deliveryProblems from "./problems/delivery.json";
import deploymentProblems from "./problems/deployment.json";
import discoveryProblems from "./problems/discovery.json";
import doctorProblems from "./problems/doctor.json";
import driftProblems from "./problems/drift.json";
import durationProblems from "./problems/duration.json";
import editProblems from "./problems/edit.json";
import expositionProblems from "./problems/exposition.json";
import findingProblems from "./problems/finding.json";
import fleetProblems from "./problems/fleet.json";
import gitProblems from "./problems/git.json";
import guardProblems from "./problems/guard.json";
import kubeconfigProblems from "./problems/kubeconfig.json";
import labelProblems from "./problems/label.json";
import metricProblems from "./problems/metric.json";
import planProblems from "./problems/plan.json";
import pullProblems from "./problems/pull.json";
import relabelProblems from "./problems/relabel.json";
import requestProblems from "./problems/request.json";
import rollbackProblems from "./problems/rollback.json";
import rolloutProblems from "./problems/rollout.json";
import ruleTestProblems from "./problems/ruleTest.json";
import serverProblems from "./problems/server.json";
import shareProblems from "./problems/share.json";
import sshProblems from "./problems/ssh.json";
import targetProblems from "./problems/target.json";
import targetsProblems from "./problems/targets.json";
import templateProblems from "./problems/template.json";
import pull from "./pull.json";
import relabel from "./relabel.json";
import remoteDelivery from "./remoteDelivery.json";
import revisions from "./revisions.json";
import rollouts from "./rollouts.json";
import ruleEditor from "./ruleEditor.json";
import ruleTests from "./ruleTests.json";
import serverHealth from "./serverHealth.json";
import servers from "./servers.json";
import share from "./share.json";
import shell from "./shell.json";
import targetDoctor from "./targetDoctor.json";
import targetPlan from "./targetPlan.json";

/** One file per namespace; a problem "area/what" is in problems/area.json under "what". */
const messages = {
  common,
  shell,
  access,
  clusters,
  clusterAccess,
  clusterCredential,
  clusterRegistration,
  targetDoctor,
  apiBudget,
  checkup,
  jobTemplates,
  servers,
  serverHealth,
  deployments,
  guards,
  drift,
  remoteDelivery,
  revisions,
  targetPlan,
  pull,
  kubernetesDelivery,
  relabel,
  metricRelabel,
  rollouts,
  ruleEditor,
  ruleTests,
  findings,
  explanations,
  share,
  editor,
  cli,
  errors,
  problems: {
    cluster: clusterProblems,
    server: serverProblems,
    credential: credentialProblems,
    deployment: deploymentProblems,
    discovery: discoveryProblems,
    doctor: doctorProblems,
    drift: driftProblems,
    duration: durationProblems,
    edit: editProblems,
    plan: planProblems,
    pull: pullProblems,
    relabel: relabelProblems,
    finding: findingProblems,
    share: shareProblems,
    label: labelProblems,
    exposition: expositionProblems,
    metric: metricProblems,
    ssh: sshProblems,
    target: targetProblems,
    targets: targetsProblems,
    config: configProblems,
    base: baseProblems,
    bundle: bundleProblems,
    change: changeProblems,
    template: templateProblems,
    fleet: fleetProblems,
    git: gitProblems,
    guard: guardProblems,
    rollback: rollbackProblems,
    rollout: rolloutProblems,
    kubeconfig: kubeconfigProblems,
    delivery: deliveryProblems,
    request: requestProblems,
    ruleTest: ruleTestProblems,
  },
};

export default messages;
